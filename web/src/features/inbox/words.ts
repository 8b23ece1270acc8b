import { useTranslation } from "react-i18next";
import i18n from "i18next";

/** The text of a word the server chose, when we know it. */
function known(prefix: string, word: string, texts = "inbox"): string | null {
  const text: unknown = i18n.getResource(i18n.language, texts, `${prefix}.${word}`);
  return typeof text === "string" ? text : null;
}

/** Words the server may add to while the screen is older: unknown ones show nothing, or the word itself. */
export function useWords() {
  useTranslation("inbox");
  return {
    reason: (reason: string | null) => reason && known("reason", reason),
    sendError: (code: string) => known("sendError", code, "extras"),
    identity: (kind: string) => known("contact.kind", kind, "extras") ?? kind,
    purpose: (purpose: string) => known("contact.purpose", purpose, "extras") ?? purpose,
    decision: (kind: string) => known("trace.kind", kind, "extras") ?? kind,
    intent: (name: string) => known("trace.intent", name.startsWith("handoff_") ? "handoff" : name, "extras") ?? name,
    tool: (name: string) => known("trace.tool", name.replaceAll(".", "_"), "extras") ?? name,
    fact: (name: string) => known("trace.fact", name, "extras") ?? name,
  };
}
