/**
 * `<script async src="https://…/widget.js" data-channel="…"></script>` puts the chat on a page.
 * Also read: `data-lang` (pt-BR, en), `data-theme` (auto, light, dark), `data-side` (right, left).
 */

import { Refusal } from "./api";
import { type Chat, chatOf } from "./chat";
import { dress } from "./style";
import { textsFor } from "./texts";
import { type View, viewOf } from "./view";

const TRIES = 5;

async function start(script: HTMLScriptElement): Promise<void> {
  const { channel, lang, theme = "auto", side } = script.dataset;
  if (!channel || document.getElementById("prosa-chat")) return;
  const host = document.createElement("div");
  host.id = "prosa-chat";
  document.body.append(host);
  let view: View | undefined;
  const chat = await begun(new URL(script.src).origin, channel, () => view?.render());
  if (!chat) return host.remove();
  const language = lang ?? (document.documentElement.lang || navigator.language);
  const root = host.attachShadow({ mode: "open" });
  dress(root, chat.config.colour, theme.replace("auto", "light dark"));
  view = viewOf(chat, textsFor(language), language, side === "left");
  root.append(view.element);
  view.render();
}

/** A page must not suffer from a chat that cannot start: it stays away, and says why to whoever built the page. */
async function begun(base: string, channel: string, onChange: () => void): Promise<Chat | undefined> {
  for (let tried = 1; ; tried++) {
    try {
      return await chatOf(base, channel, onChange);
    } catch (problem) {
      if (tried === TRIES || problem instanceof Refusal)
        return void console.warn("Prosa: the chat does not start here.", problem);
      await new Promise((go) => setTimeout(go, 2_000 * tried));
    }
  }
}

const script = document.currentScript;
if (script instanceof HTMLScriptElement) {
  if (document.body) void start(script);
  else addEventListener("DOMContentLoaded", () => void start(script));
}
