const EVERY = 800;
const SAMPLES = ["image", "audio", "document", "place"];
const COUNTS = ["pending", "delivered", "given_up", "lost"];
const WAITING = ["SCAN_QR_CODE", "connecting"];

const texts = await (await fetch("texts.json")).json();
const at = (id) => document.getElementById(id);
const make = (name, properties = {}, ...children) => {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
};

let language = navigator.language.startsWith("pt") ? "pt-BR" : "en";
let lines = [];
let chosen = "meta";
let drawn = "";

const say = (key, values = {}) => texts[language][key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
const line = () => lines.find((each) => each.name === chosen);
const phone = () => at("person").elements.phone.value;
const nameOf = (number) => line()?.people.find((each) => each.phone === number)?.name ?? number;

function translate() {
  document.documentElement.lang = language;
  document.title = say("title");
  for (const node of document.querySelectorAll("[data-text]")) node.textContent = say(node.dataset.text);
  at("lines").setAttribute("aria-label", say("lines"));
  at("log").setAttribute("aria-label", say("thread"));
  at("samples").setAttribute("aria-label", say("samples"));
  at("qr").setAttribute("aria-label", say("qr"));
  at("samples").replaceChildren(
    ...SAMPLES.map((kind) => make("button", { type: "button", textContent: say(kind), onclick: () => write({ kind }) })),
  );
  drawn = "";
}

async function ask(what, body) {
  const answer = await fetch(`simulate/${what}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ line: chosen, ...body }),
  });
  at("problem").textContent = answer.ok ? "" : say("refused", { what: (await answer.json()).error });
  await refresh();
  return answer.ok;
}

const write = (body) => at("person").reportValidity() && ask("say", { phone: phone(), ...body });

async function refresh() {
  try {
    const told = await (await fetch("simulate/state")).json();
    if (at("problem").textContent === say("gone")) at("problem").textContent = "";
    lines = told.lines;
    const now = JSON.stringify([told, chosen, phone(), language]);
    if (now !== drawn) draw();
    drawn = JSON.stringify([told, chosen, phone(), language]);
  } catch {
    at("problem").textContent = say("gone");
  }
}

function draw() {
  const held = document.activeElement?.id;
  drawLines();
  at("line-title").textContent = line().label;
  pairs(at("settings"), Object.entries(line().settings));
  if (document.activeElement !== at("webhook").elements.url) at("webhook").elements.url.value = line().webhook;
  drawCounts();
  drawSession();
  drawTemplates();
  drawPeople();
  drawThread();
  if (held && document.activeElement === document.body) at(held)?.focus();
}

function drawLines() {
  at("lines").replaceChildren(
    ...lines.map((each) => {
      const button = make("button", { type: "button", id: `line-${each.name}`, textContent: each.label });
      button.setAttribute("aria-pressed", String(each.name === chosen));
      button.onclick = () => choose(each.name);
      return button;
    }),
  );
}

function choose(name) {
  chosen = name;
  at("webhook").elements.url.blur();
  draw();
}

function pairs(list, entries) {
  list.replaceChildren(
    ...entries.flatMap(([name, value]) => [make("dt", { textContent: name }), make("dd", { textContent: value })]),
  );
}

function drawCounts() {
  const faults = Object.entries(line().faults).map(([kind, times]) => `${kind} ${times}`).join(", ") || say("none");
  pairs(at("counts"), [...COUNTS.map((name) => [say(name), line()[name]]), [say("faults"), faults]]);
}

function drawSession() {
  const state = line().session;
  at("session").hidden = state === null;
  at("session-state").textContent = state ?? "";
  at("qr").toggleAttribute("hidden", !WAITING.includes(state));
  at("scan").disabled = !WAITING.includes(state);
}

function drawTemplates() {
  at("templates").hidden = line().templates.length === 0;
  at("template-list").replaceChildren(
    ...line().templates.map((each) => {
      const title = `${each.name} (${each.language}) · ${each.state}`;
      const decide = (approved) =>
        make("button", {
          type: "button",
          id: `${approved ? "approve" : "reject"}-${each.ref}`,
          textContent: say(approved ? "approve" : "reject"),
          ariaLabel: `${say(approved ? "approve" : "reject")}: ${each.name}`,
          onclick: () => ask("template", { ref: each.ref, approved }),
        });
      return make("li", {}, make("strong", { textContent: title }), make("p", { textContent: each.body }), decide(true), " ", decide(false));
    }),
  );
}

function drawPeople() {
  const { known, name, phone: number } = at("person").elements;
  if (document.activeElement === known) return;
  const wanted = number.value || line().people[0]?.phone;
  known.replaceChildren(
    ...line().people.map((each) => make("option", { value: each.phone, textContent: `${each.name} · ${each.phone}` })),
    make("option", { value: "", textContent: say("another") }),
  );
  known.value = line().people.some((each) => each.phone === wanted) ? wanted : "";
  if (!number.value && wanted) [number.value, name.value] = [wanted, nameOf(wanted)];
}

function drawThread() {
  const bubbles = line().threads[phone()] ?? [];
  at("phone-title").textContent = say("phone", { name: nameOf(phone()) });
  const thread = at("thread");
  const shown = thread.dataset.of === `${chosen} ${phone()} ${language}` ? thread.children.length : 0;
  if (!shown) thread.replaceChildren();
  thread.dataset.of = `${chosen} ${phone()} ${language}`;
  if (bubbles.length < shown) thread.replaceChildren();
  for (const bubble of bubbles.slice(thread.children.length)) thread.append(drawBubble(bubble));
  if (thread.children.length !== shown) at("log").scrollTop = at("log").scrollHeight;
}

function drawBubble(bubble) {
  const who = bubble.mine ? nameOf(phone()) : say("business");
  const time = new Date(bubble.at).toLocaleTimeString(language, { timeStyle: "medium" });
  const node = make("li", { className: bubble.mine ? "mine" : "" }, make("small", { textContent: `${who} · ${time}` }), bubble.text);
  if (bubble.link) node.append(" ", make("a", { href: bubble.link, rel: "noreferrer", textContent: say("file") }));
  if (bubble.choices?.length) {
    const taps = bubble.choices.map((choice) =>
      make("button", { type: "button", textContent: choice.title, onclick: () => write({ choice }) }),
    );
    node.append(make("div", { className: "choices" }, ...taps));
  }
  return node;
}

function drawPicture() {
  const squares = [];
  for (let place = 0; place < 441; place++) {
    const [x, y] = [place % 21, Math.floor(place / 21)];
    const corner = Math.min(x, 20 - x) < 7 && Math.min(y, 20 - y) < 7 && !(x > 13 && y > 13);
    const [u, v] = [Math.min(x, 20 - x), Math.min(y, 20 - y)];
    const ring = Math.max(Math.abs(u - 3), Math.abs(v - 3));
    if (corner ? ring === 3 || ring < 2 : (x * 7 + y * 13 + x * y) % 3 === 0) squares.push(`M${x} ${y}h1v1h-1z`);
  }
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", squares.join(""));
  at("qr").append(path);
}

at("language").value = language;
at("language").onchange = () => {
  language = at("language").value;
  translate();
  refresh();
};
at("webhook").onsubmit = (event) => {
  event.preventDefault();
  ask("webhook", { url: at("webhook").elements.url.value.trim() });
};
at("person").onsubmit = (event) => event.preventDefault();
at("person").elements.known.onchange = (event) => {
  const { name, phone: number } = at("person").elements;
  [number.value, name.value] = [event.target.value, event.target.value ? nameOf(event.target.value) : ""];
  event.target.blur();
  draw();
};
at("person").elements.phone.oninput = () => at("person").checkValidity() && drawThread();
at("write").onsubmit = async (event) => {
  event.preventDefault();
  const field = at("write").elements.text;
  if (await write({ text: field.value, name: at("person").elements.name.value })) field.value = "";
};
at("write").elements.text.onkeydown = (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    at("write").requestSubmit();
  }
};
at("scan").onclick = () => ask("session", { scan: true });
at("unlink").onclick = () => ask("session", { scan: false });

drawPicture();
translate();
await refresh();
setInterval(refresh, EVERY);
