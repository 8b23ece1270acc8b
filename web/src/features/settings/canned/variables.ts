/** What a text may leave open, as it is typed. */
export const VARIABLES = ["contact.name", "contact.first_name", "operator.name", "operator.first_name", "company.name", "conversation.protocol", "greeting"]
  .map((name) => `{${name}}`)
  .join(", ");
