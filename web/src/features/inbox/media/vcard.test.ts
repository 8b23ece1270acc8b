import { expect, test } from "vitest";
import { vcardOf } from "./vcard";

test("what would break a card's lines is escaped", () => {
  const card = vcardOf({ name: "Ana; da Silva\nEND:VCARD", organization: null, phones: ["+55 (11) 98888-0042"], emails: [] });
  expect(card.split("\r\n")).toEqual([
    "BEGIN:VCARD",
    "VERSION:3.0",
    "FN:Ana\\; da Silva\\nEND:VCARD",
    "N:Ana\\; da Silva\\nEND:VCARD;;;;",
    "TEL;TYPE=CELL:+5511988880042",
    "END:VCARD",
    "",
  ]);
});
