// What stands where there are no messages: how to send the first one.

import { block } from "./code.js";
import { el } from "./dom.js";

const CURL = (here) => `curl ${here}/api/v2/channelsbyname/alerts/message \\
  -H "Authorization: Bearer $CLIQ_TOKEN" \\
  -H 'Content-Type: application/json' \\
  -d '{"text": "Disk is full"}'`;

const PYTHON = (here) => `import os

from cardkit import Message
from cardkit.transport import CliqTransport

cliq = CliqTransport(
    base_url="${here}",
    token=os.environ["CLIQ_TOKEN"],
    pacing=None,
)
Message("Disk is full").send(cliq, to="channel:alerts")`;

/** How to send the first message. */
export function start() {
  const here = location.origin;
  return el(
    "div",
    { class: "start" },
    el("h3", {}, "No messages yet"),
    el(
      "p",
      {},
      "This is a local Cliq. What your program posts to ",
      el("code", {}, here),
      " shows up here as it would in a chat, and never leaves this machine. Write a message in the composer, or send one:",
    ),
    block(CURL(here), "shell", "curl"),
    block(PYTHON(here), "python", "Python"),
    el("p", { class: "hint" }, el("code", {}, "CLIQ_TOKEN"), " is the token that the sandbox told when it started."),
  );
}

/** What to do where other chats have messages. */
export function empty(store) {
  const words = store.words
    ? "No message of this chat has the words that are searched for."
    : "Choose a chat to read its messages.";
  return el("div", { class: "start" }, el("p", {}, words));
}
