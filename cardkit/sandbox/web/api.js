// The sandbox's addresses. An answer that is no success is thrown as `Refused`, with what it says.

/** A request that the sandbox refused. */
export class Refused extends Error {
  constructor(status, body) {
    super(body.message ?? `the sandbox answered ${status}`);
    this.status = status;
    this.findings = body.findings ?? [];
  }
}

async function asked(path, options = {}) {
  const answer = await fetch(path, { cache: "no-store", ...options });
  const body = answer.status === 204 ? {} : await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(answer.status, body);
  return body;
}

const named = (id) => `/sandbox/messages/${encodeURIComponent(id)}`;
const query = (values) => new URLSearchParams(values).toString();
const json = { "Content-Type": "application/json" };

/** What this sandbox is, and its counts. */
export const summary = () => asked("/sandbox");

/** What is kept in brief; with words, what holds them. */
export const inbox = (words = "") => asked(words ? `/sandbox/inbox?${query({ q: words })}` : "/sandbox/inbox");

/** The card of one message. */
export const card = (id) => asked(`${named(id)}/card`);

/** One message in all its views. */
export const view = (id) => asked(`${named(id)}/view`);

/** Forget one message, even while the page is being left. */
export const remove = (id) => asked(named(id), { method: "DELETE", keepalive: true });

/** Forget all messages. */
export const clear = () => asked("/sandbox/messages", { method: "DELETE" });

/** What was typed, in all its views. */
export const compose = (text, to, signal) =>
  asked(`/sandbox/compose${to ? `?${query({ to })}` : ""}`, { method: "POST", body: text, headers: json, signal });

/** What was pasted, as JSON. */
export const paste = (text) => asked("/sandbox/paste", { method: "POST", body: text, headers: json });

/** Put a message into the inbox. */
export const send = (text, to) =>
  asked(`/sandbox/messages?${query({ to })}`, { method: "POST", body: text, headers: json });

/** What is in the outbox that was named. */
export const outbox = () => asked("/sandbox/outbox");

/** The JSON Schema of a message. */
export const schema = () => asked("/sandbox/schema");

/** The examples by name. */
export const examples = () => asked("/sandbox/examples");
