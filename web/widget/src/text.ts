/** Text of a message as nodes: never HTML, links only to http and https, *bold* as people write it in chats. */

const PIECES = /(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}*_])|(?<![\p{L}\p{N}*])\*(\S(?:[^*\n]*\S)?)\*(?![\p{L}\p{N}*])/gu;

export function rich(text: string): DocumentFragment {
  const nodes = document.createDocumentFragment();
  let end = 0;
  for (const match of text.matchAll(PIECES)) {
    nodes.append(text.slice(end, match.index));
    nodes.append(match[1] ? link(match[1]) : strong(match[2] ?? ""));
    end = match.index + match[0].length;
  }
  nodes.append(text.slice(end));
  return nodes;
}

function link(address: string): HTMLElement {
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.target = "_blank";
  anchor.rel = "noopener noreferrer nofollow ugc";
  anchor.textContent = address;
  return anchor;
}

function strong(text: string): HTMLElement {
  const element = document.createElement("strong");
  element.textContent = text;
  return element;
}
