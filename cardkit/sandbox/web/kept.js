// What the page remembers: for this tab, and for the next one at this address. A browser may forbid either.

function reached(name) {
  try {
    return window[name];
  } catch {
    return null;
  }
}

const [tab, machine] = [reached("sessionStorage"), reached("localStorage")];

/** What is remembered under a name: of this tab, or else of the last one that remembered it. */
export function recall(name, otherwise = "") {
  try {
    return tab?.getItem(name) ?? machine?.getItem(name) ?? otherwise;
  } catch {
    return otherwise;
  }
}

/** Remember a text; one of many megabytes is not. */
export function remember(name, text) {
  for (const store of [tab, machine]) {
    try {
      store?.setItem(name, text);
    } catch {
      store?.removeItem(name);
    }
  }
}
