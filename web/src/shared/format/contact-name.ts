import { useTranslation } from "react-i18next";
import { phone } from "./phone";

type Contact = { name: string; username?: string | null; phone?: string | null };

/** How a contact is called: the name, else whatever else is known of the person. */
export function useContactName(): (contact: Contact) => string {
  const { t } = useTranslation();
  return (contact) =>
    contact.name || (contact.username ? `@${contact.username}` : "") || phone(contact.phone ?? null) || t("unnamed");
}
