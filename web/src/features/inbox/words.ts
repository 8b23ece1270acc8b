import { useTranslation } from "react-i18next";
import { knownText } from "@/shared/words";

/** Words the server may add to while the screen is older: unknown ones show nothing, or the word itself. */
export function useWords() {
  useTranslation("inbox");
  return {
    reason: (reason: string | null) => reason && knownText("common", `reason.${reason}`),
    sendError: (code: string) => knownText("extras", `sendError.${code}`),
    identity: (kind: string) => knownText("extras", `contact.kind.${kind}`) ?? kind,
    purpose: (purpose: string) => knownText("extras", `contact.purpose.${purpose}`) ?? purpose,
  };
}
