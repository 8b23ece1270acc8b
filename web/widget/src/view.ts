/** The screen: a launcher and a panel, redrawn from the chat's state. */

import { type Attachment, type Message, type Outgoing, Refusal } from "./api";
import type { Chat } from "./chat";
import { ARROW, BUBBLE, CLIP, CROSS, el, icon } from "./dom";
import { rich } from "./text";
import type { Texts } from "./texts";

const NEAR_END = 80;

export interface View {
  element: HTMLElement;
  render(): void;
}

export function viewOf(chat: Chat, t: Texts, language: string, left: boolean): View {
  const { config, state } = chat;
  const drawn = new Map<string, { key: string; element: HTMLElement }>();
  let problem = "";

  const button = (label: string, drawing: string, onclick: (event: Event) => void, look = "icon") =>
    el("button", { class: look, "aria-label": label, onclick }, icon(drawing));

  const count = el("span", { class: "count" });
  const launcher = el("button", { class: "launch", onclick: toggle }, icon(BUBBLE), count);
  const dots: HTMLElement = el("div", { class: "bubble dots" }, el("span", { class: "sr" }, t.typing), el("i", { "aria-hidden": "true" }, "•••"));
  const log = el(
    "div",
    { class: "log", role: "log", "aria-label": t.messages, tabindex: 0 },
    bubble(false, "", config.greeting),
    dots,
  );
  const note = el("p", { class: "note", role: "status" });
  const input = el("textarea", { rows: 1, "aria-label": t.write, placeholder: t.write, oninput: grow, onkeydown: typed });
  const form = el(
    "form",
    {},
    ...(config.attachments ? attach() : []),
    input,
    button(t.send, ARROW, submit, "icon send"),
  );
  const panel = el(
    "section",
    {
      class: "panel",
      role: "dialog",
      "aria-label": config.title,
      hidden: true,
      onkeydown: (event) => (event as KeyboardEvent).key === "Escape" && toggle(),
    },
    el("header", {}, el("h2", {}, config.title), button(t.close, CROSS, toggle)),
    log,
    note,
    form,
  );
  const element = el("div", { class: left ? "left" : "" }, launcher, panel);
  document.addEventListener("visibilitychange", render);

  function render(): void {
    const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END;
    const queue = chat.queue();
    const thread = chat.thread();
    const { draft } = state;
    place([
      ...thread.map((said) => message(said, said === thread.at(-1) && !queue.length)),
      ...queue.map(outgoing),
      // Silent for those who listen: the whole message is read to them once it is there.
      ...(draft && !thread.some(({ id }) => id === draft.id)
        ? [keep(draft.id, draft.text, () => Object.assign(bubble(false, t.agent, draft.text), { ariaBusy: "true" }))]
        : []),
    ]);
    dots.hidden = !state.typing;
    announce();
    const open = !panel.hidden;
    if (open && !document.hidden) chat.look();
    const unread = chat.unread();
    count.hidden = !unread;
    count.textContent = `${unread}`;
    launcher.setAttribute("aria-expanded", `${open}`);
    launcher.setAttribute("aria-label", (open ? t.close : t.open) + (unread ? `, ${t.unread(unread)}` : ""));
    if (atEnd) log.scrollTop = log.scrollHeight;
  }

  function toggle(): void {
    const open = !!panel.hidden;
    panel.hidden = !open;
    element.classList.toggle("opened", open);
    if (open) void chat.open();
    (open ? input : launcher).focus();
    render();
    if (open) log.scrollTop = log.scrollHeight;
  }

  /** Puts elements in order before the typing dots, moving only what is not in its place. */
  function place(elements: HTMLElement[]): void {
    for (const [id, old] of drawn)
      if (!elements.includes(old.element)) {
        old.element.remove();
        drawn.delete(id);
      }
    let next: HTMLElement = dots;
    for (const wanted of elements.reverse()) {
      if (wanted.nextSibling !== next) next.before(wanted);
      next = wanted;
    }
  }

  /** One line under the thread: the most pressing thing to know. */
  function announce(): void {
    const { online, slowed, waiting } = state;
    const text = problem || (!online ? t.offline : slowed ? t.slowDown : waiting ? t.waiting : "");
    if (note.textContent !== text) note.textContent = text;
    note.hidden = !text;
  }

  /** The element of `id`, drawn anew only when what it shows has changed. */
  function keep(id: string, key: string, draw: () => HTMLElement): HTMLElement {
    const old = drawn.get(id);
    if (old?.key === key) return old.element;
    const fresh = draw();
    old?.element.replaceWith(fresh);
    drawn.set(id, { key, element: fresh });
    return fresh;
  }

  function message(said: Message, last: boolean): HTMLElement {
    const { mine, author, author_name: name, text, at, attachment } = said;
    return keep(said.client_id ?? said.id, JSON.stringify([said, last]), () =>
      bubble(
        mine,
        mine ? t.you : (name ?? (author === "agent" ? t.agent : t.operator)),
        text,
        attachment && file(attachment),
        el("p", { class: "time" }, time(at) + (mine ? ` · ${t.sent}` : ""), ...(author === "agent" ? thumbs(said) : [])),
        ...options(said, last),
      ),
    );
  }

  /** What the visitor thinks of an answer. */
  function thumbs({ id }: Message): HTMLElement[] {
    return (["👍", "👎"] as const).map((value, bad) =>
      el("input", {
        type: "radio",
        name: id,
        value,
        "aria-label": bad ? t.bad : t.good,
        checked: chat.thumb(id) === value,
        onchange: () => chat.rate(id, value),
      }),
    );
  }

  function outgoing({ id, text, at }: Outgoing): HTMLElement {
    const bad = chat.failed.has(id);
    const again = el("button", { onclick: () => chat.retry(id) }, t.retry);
    const state = chat.taken.has(id) ? t.sent : t.sending;
    return keep(id, `${bad}${state}`, () =>
      bubble(
        true,
        t.you,
        text || t.file,
        null,
        bad
          ? el("p", { class: "time bad", role: "alert" }, `${t.failed} `, again)
          : el("p", { class: "time" }, `${time(at)} · ${state}`),
      ),
    );
  }

  function bubble(mine: boolean, who: string, text: string | null, inside?: Node | null, ...below: Node[]): HTMLElement {
    return el(
      "div",
      { class: mine ? "msg mine" : "msg" },
      el("p", { class: mine || !who ? "sr" : "who" }, who || config.title),
      el("div", { class: "bubble" }, ...(inside ? [inside] : []), rich(text ?? "")),
      ...below,
    );
  }

  function options({ options }: Message, last: boolean): HTMLElement[] {
    const buttons = options.map((option) =>
      el(
        "button",
        { disabled: !last, onclick: () => chat.say(option.title, option) },
        option.title,
        el("small", {}, option.description ?? ""),
      ),
    );
    return buttons.length ? [el("div", { class: "options", role: "group", "aria-label": t.options }, ...buttons)] : [];
  }

  function file({ id, mime_type: type, filename }: Attachment): HTMLElement {
    const name = filename ?? t.file;
    if (/^image\/(png|jpeg|gif|webp)$/.test(type)) {
      const image = el("img", { alt: `${t.image}: ${name}` });
      chat.api.download(id).then((src) => Object.assign(image, { src }), () => image.replaceWith(name));
      return image;
    }
    const save = async () => el("a", { href: await chat.api.download(id), download: name }).click();
    return el("button", { class: "file", onclick: () => void save() }, name);
  }

  function attach(): HTMLElement[] {
    const picker = el("input", { type: "file", hidden: true });
    picker.onchange = () => {
      const [chosen] = picker.files ?? [];
      if (chosen) void sendFile(chosen);
      picker.value = "";
    };
    return [picker, button(t.attach, CLIP, () => picker.click())];
  }

  async function sendFile(chosen: File): Promise<void> {
    const limit = config.attachment_mb;
    problem = chosen.size > limit * 2 ** 20 ? t.tooLarge(limit) : "";
    try {
      if (!problem) chat.say("", undefined, (await chat.api.upload(chosen)).id);
    } catch (refusal) {
      problem = refusal instanceof Refusal && refusal.status < 429 ? t.refusedFile : t.failed;
    }
    render();
  }

  function typed(event: Event): void {
    const { key, shiftKey, isComposing } = event as KeyboardEvent;
    if (key === "Enter" && !shiftKey && !isComposing) submit(event);
  }

  function submit(event: Event): void {
    event.preventDefault();
    const text = input.value.trim();
    problem = text.length > config.text_limit ? t.tooLong(config.text_limit) : "";
    if (text && !problem) {
      input.value = "";
      grow();
      log.scrollTop = log.scrollHeight;
      chat.say(text);
    }
    render();
    input.focus();
  }

  function grow(): void {
    input.style.height = "auto";
    input.style.height = `${input.scrollHeight + 2}px`;
  }

  function time(at: string): string {
    return new Date(at).toLocaleTimeString(language, { timeStyle: "short" });
  }

  return { element, render };
}
