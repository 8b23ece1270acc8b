type Person = { name: string; organization: string | null; phones: readonly string[]; emails: readonly string[] };

/** Line breaks end a property, and these separate its parts (RFC 6350, 3.4). */
function escaped(value: string): string {
  return value.replace(/[\\,;]/g, "\\$&").replace(/\r?\n/g, "\\n");
}

/** A card every address book reads. */
export function vcardOf({ name, organization, phones, emails }: Person): string {
  return [
    "BEGIN:VCARD",
    "VERSION:3.0",
    `FN:${escaped(name)}`,
    `N:${escaped(name)};;;;`,
    ...(organization ? [`ORG:${escaped(organization)}`] : []),
    ...phones.map((phone) => `TEL;TYPE=CELL:${phone.replace(/[^\d+]/g, "")}`),
    ...emails.map((email) => `EMAIL:${escaped(email)}`),
    "END:VCARD",
    "",
  ].join("\r\n");
}
