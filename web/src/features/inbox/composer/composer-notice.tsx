import { useTranslation } from "react-i18next";
import type { Conversation } from "@/api/types";
import { Button } from "@/shared/ui/button";
import type { Standing } from "../standing";

type ComposerNoticeProps = {
  conversation: Conversation;
  standing: Standing;
  windowClosed: boolean;
  /** Templates may be sent when free text may not. */
  templates: boolean;
  /** A note changes nothing in the conversation. */
  note: boolean;
  onTake: () => void;
};

/** What stands in the way of a reply, or what sending one will change. */
export function ComposerNotice({ conversation, standing, windowClosed, templates, note, onTake }: ComposerNoticeProps) {
  const { t } = useTranslation("inbox");
  const owner = conversation.operator?.name;
  if (standing.taken) {
    return (
      <div className="mb-2 flex items-center gap-3 rounded-xl bg-mata-soft px-3 py-2 text-[13px] text-mata-text">
        <p className="min-w-0 flex-1">{owner ? t("composer.taken", { name: owner }) : t("composer.takenUnnamed")}</p>
        <Button size="sm" onClick={onTake}>
          {t("actions.claim")}
        </Button>
      </div>
    );
  }
  if (windowClosed) {
    const hint = t(templates ? "composer.windowClosedTemplate" : "composer.windowClosedHint");
    return <p className="mb-2 rounded-xl bg-urucum-soft px-3 py-2 text-[13px] text-urucum-text">{hint}</p>;
  }
  if (note) return null;
  if (standing.withAgent) return <p className="mb-1.5 px-1 text-[12px] text-ia-text">{t("composer.takes")}</p>;
  if (standing.resolved) return <p className="mb-1.5 px-1 text-[12px] text-ink-2">{t("composer.reopens")}</p>;
  return null;
}
