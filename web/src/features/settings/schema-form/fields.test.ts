import { describe, expect, it } from "vitest";
import { fieldsFor, fieldsOf, settingsOf, valuesOf } from "./fields";

const schema = {
  required: ["phone_number_id", "access_token"],
  properties: {
    phone_number_id: { type: "string", title: "Phone number ID", description: "Not the number" },
    waba_id: { anyOf: [{ type: "string" }, { type: "null" }], default: null, title: "Account" },
    access_token: { type: "string", format: "password", title: "Token", maxLength: 1000 },
    seed: { type: "integer", minimum: 0, default: 1, title: "Seed", advanced: true },
    receipts: { type: "boolean", default: true, title: "Receipts" },
    allowed_origins: { type: "array", items: { type: "string" }, title: "Sites" },
    engine: { $ref: "#/$defs/Engine" },
    voice: { type: "string", title: "Voice", purpose: "voice" },
    secret: { type: "string", format: "password", generated: true, title: "Secret" },
  },
  $defs: { Engine: { enum: ["noweb", "gows"], title: "Engine" } },
};

describe("fieldsOf", () => {
  it("reads every kind, in order, without what is made by itself", () => {
    const kinds = fieldsOf(schema).map(({ name, kind }) => [name, kind]);
    expect(kinds).toEqual([
      ["phone_number_id", "text"],
      ["waba_id", "text"],
      ["access_token", "secret"],
      ["seed", "number"],
      ["receipts", "switch"],
      ["allowed_origins", "list"],
      ["engine", "choice"],
      ["voice", "text"],
    ]);
    expect(fieldsOf(schema)[6]!.options).toEqual(["noweb", "gows"]);
    expect(fieldsOf(schema)[3]).toMatchObject({ min: 0, step: 1, advanced: true });
  });
});

describe("fieldsFor", () => {
  it("leaves out what only another use needs", () => {
    const asked = (purpose: string) => fieldsFor(purpose, schema).map(({ name }) => name);
    expect(asked("voice")).toContain("voice");
    expect(asked("transcriber")).not.toContain("voice");
    expect(asked("transcriber")).toContain("access_token");
  });
});

describe("values", () => {
  const fields = fieldsOf(schema);

  it("begin with the defaults, or with what is stored, and never show a secret", () => {
    expect(valuesOf(fields, null)).toMatchObject({ seed: "1", receipts: true, waba_id: "", access_token: "" });
    const stored = { seed: 5, receipts: false, allowed_origins: ["https://a.example", "https://b.example"], access_token: "••••" };
    expect(valuesOf(fields, stored)).toMatchObject({
      seed: "5",
      receipts: false,
      allowed_origins: "https://a.example\nhttps://b.example",
      access_token: "",
    });
  });

  it("go back as the settings want them; a secret nobody typed is left out", () => {
    const values = { ...valuesOf(fields, null), phone_number_id: "123", allowed_origins: " https://a.example \n\n", engine: "gows" };
    expect(settingsOf(fields, values)).toEqual({
      phone_number_id: "123",
      waba_id: null,
      seed: 1,
      receipts: true,
      allowed_origins: ["https://a.example"],
      engine: "gows",
      voice: "",
    });
    expect(settingsOf(fields, { ...values, access_token: "EAA" })).toMatchObject({ access_token: "EAA" });
  });

  it("keep a stored secret nobody typed also where there may be none", () => {
    const optional = fieldsOf({ properties: { api_key: { anyOf: [{ type: "string", format: "password" }, { type: "null" }], default: null } } });
    expect(settingsOf(optional, valuesOf(optional, { api_key: "••••" }))).toEqual({});
  });
});
