/** Text of a message as nodes: never HTML, links only to http and https, *bold* as people write it in chats. */

import { el } from "./dom";

const PIECES = /(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}*_])|(?<![\p{L}\p{N}*])\*(\S(?:[^*\n]*\S)?)\*(?![\p{L}\p{N}*])/gu;

export function rich(text: string): DocumentFragment {
  const nodes = document.createDocumentFragment();
  let end = 0;
  for (const match of text.matchAll(PIECES)) {
    nodes.append(text.slice(end, match.index));
    const [, href, strong = ""] = match;
    nodes.append(href ? el("a", { href, target: "_blank", rel: "noopener noreferrer nofollow ugc" }, href) : el("strong", {}, strong));
    end = match.index + match[0].length;
  }
  nodes.append(text.slice(end));
  return nodes;
}
