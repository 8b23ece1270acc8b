/** What a connector asks for, read from the JSON Schema of its settings. */
export type FieldSpec = {
  name: string;
  kind: "text" | "secret" | "number" | "switch" | "list" | "choice" | "colour";
  /** In the connector's own words, for connectors we have no texts for. */
  title: string;
  description: string | undefined;
  required: boolean;
  /** Empty means "none" rather than an empty text. */
  nullable: boolean;
  advanced: boolean;
  multiline: boolean;
  options: string[];
  min: number | undefined;
  max: number | undefined;
  step: number | "any";
  maxLength: number | undefined;
  initial: unknown;
  /** What the connector must be used for to need it; nothing when it always is. */
  purpose: string | undefined;
};

type Schema = Record<string, unknown> & { properties?: Record<string, Schema>; required?: string[]; $defs?: Record<string, Schema> };

/** Those that are needed when a connector that can do several things is used for one. */
export function fieldsFor(purpose: string, schema: Schema): FieldSpec[] {
  return fieldsOf(schema).filter((field) => !field.purpose || field.purpose === purpose);
}

/** The fields a person fills in, in the connector's order. What is made by itself is left out. */
export function fieldsOf(schema: Schema): FieldSpec[] {
  return Object.entries(schema.properties ?? {})
    .map(([name, property]) => [name, flat(property, schema)] as const)
    .filter(([, property]) => property.generated !== true)
    .map(([name, property]) => specOf(name, property, schema.required?.includes(name) ?? false));
}

/** A property with its reference followed and "or null" taken away. */
function flat(property: Schema, root: Schema): Schema {
  const choices = (property.anyOf ?? property.allOf) as Schema[] | undefined;
  const inner = choices?.find((choice) => choice.type !== "null");
  const reference = (inner ?? property).$ref;
  const named = typeof reference === "string" ? root.$defs?.[reference.split("/").at(-1)!] : undefined;
  return { ...named, ...inner, ...property };
}

function specOf(name: string, property: Schema, required: boolean): FieldSpec {
  return {
    name,
    kind: kindOf(property),
    title: string(property.title) ?? name,
    description: string(property.description),
    required,
    nullable: Array.isArray(property.anyOf) && property.anyOf.some((choice: Schema) => choice.type === "null"),
    advanced: property.advanced === true,
    multiline: property.multiline === true,
    options: Array.isArray(property.enum) ? property.enum.map(String) : [],
    min: number(property.minimum),
    max: number(property.maximum),
    step: property.type === "integer" ? 1 : "any",
    maxLength: number(property.maxLength),
    initial: property.default,
    purpose: string(property.purpose),
  };
}

function kindOf(property: Schema): FieldSpec["kind"] {
  if (property.format === "password") return "secret";
  if (property.format === "color") return "colour";
  if (Array.isArray(property.enum)) return "choice";
  switch (property.type) {
    case "boolean":
      return "switch";
    case "integer":
    case "number":
      return "number";
    case "array":
      return "list";
    default:
      return "text";
  }
}

const string = (value: unknown) => (typeof value === "string" ? value : undefined);
const number = (value: unknown) => (typeof value === "number" ? value : undefined);

export type Values = Record<string, string | boolean>;

/** What the form begins with: the stored settings, or the connector's defaults. A stored secret begins empty. */
export function valuesOf(fields: FieldSpec[], settings: Record<string, unknown> | null): Values {
  return Object.fromEntries(fields.map((field) => [field.name, valueOf(field, settings ? settings[field.name] : field.initial)]));
}

function valueOf({ kind }: FieldSpec, stored: unknown): string | boolean {
  if (kind === "switch") return stored === true;
  if (kind === "secret") return "";
  if (Array.isArray(stored)) return stored.join("\n");
  return typeof stored === "string" || typeof stored === "number" ? String(stored) : "";
}

/** The settings to send. An empty secret or number is left out: what is stored stays. */
export function settingsOf(fields: FieldSpec[], values: Values): Record<string, unknown> {
  const pairs = fields.map((field) => [field.name, toSend(field, values[field.name]!)] as const);
  return Object.fromEntries(pairs.filter(([, value]) => value !== undefined));
}

function toSend({ kind, nullable }: FieldSpec, value: string | boolean): unknown {
  if (typeof value === "boolean") return value;
  if (kind === "list") return value.split("\n").map((line) => line.trim()).filter(Boolean);
  if (value.trim() !== "") return kind === "number" ? Number(value) : value;
  if (kind === "secret") return undefined;
  if (nullable) return null;
  return kind === "number" ? undefined : "";
}
