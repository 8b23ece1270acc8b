import { useTranslation } from "react-i18next";
import { knownText } from "@/shared/words";

const ENGLISH = ".en";

/** What a set phrase is for, in words: of the agent, or of one of its scripts. */
export function usePhraseName(): (key: string) => string {
  const { t } = useTranslation("agent");
  const about = (subject: string) => knownText("trace", `fact.${subject}`) ?? knownText("agent", `phrase.about.${subject}`) ?? subject;
  const named = (key: string): string => {
    const own = knownText("agent", `phrase.${key}`);
    if (own) return own;
    const reason = key.startsWith("handoff.") ? knownText("common", `reason.${key.slice("handoff.".length)}`) : null;
    if (reason) return t("phrase.handsOver", { reason });
    const refusal = knownText("trace", `toolError.${key}`);
    if (refusal) return t("phrase.refuses", { reason: refusal });
    const [what = "", ...rest] = key.split("_");
    const subject = rest.join("_");
    if (what === "status") return t("phrase.status", { status: knownText("trace", `label.${subject}`) ?? subject });
    return what === "ask" || what === "again" || what === "none" || what === "found" ? t(`phrase.${what}`, { about: about(subject) }) : key;
  };
  return (key) => (key.endsWith(ENGLISH) ? t("phrase.english", { name: named(key.slice(0, -ENGLISH.length)) }) : named(key));
}
