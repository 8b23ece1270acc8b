import { useTranslation } from "react-i18next";
import { knownText } from "@/shared/words";

/** What the server recorded by code, in the reader's words; a code we do not know stays as it is. */
export function useTraceWords() {
  useTranslation("trace");
  const word = (prefix: string) => (code: string) => knownText("trace", `${prefix}.${code.replaceAll(".", "_")}`) ?? code;
  const intent = word("intent");
  const [goal, fact, command] = [word("goal"), word("fact"), word("command")];
  return {
    reason: (reason: string) => knownText("common", `reason.${reason}`) ?? reason,
    decision: word("kind"),
    intent: (name: string) => intent(name.startsWith("handoff_") ? "handoff" : name),
    tool: word("tool"),
    fact,
    goal,
    /** "StartGoal complaint": what was heard in the message, and what it is about. */
    command: (told: string) => {
      const [what = "", about = ""] = told.split(" ");
      const name = knownText("trace", `goal.${about}`) ?? fact(about);
      return name ? `${command(what)}: ${name}` : command(what);
    },
    engine: word("engineName"),
    day: word("day"),
    label: word("label"),
    guard: word("guard"),
    verdict: word("verdict"),
    toolError: word("toolError"),
  };
}
