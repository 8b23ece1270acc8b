import { useTranslation } from "react-i18next";
import type { Conversation } from "@/api/types";
import { useActs } from "../acts/acts";
import { LabelBadge } from "@/shared/ui/label-badge";
import { Section } from "./section";

/** What the conversation is sorted by. */
export function LabelSection({ conversation, canEdit }: { conversation: Conversation; canEdit: boolean }) {
  const { t } = useTranslation("desk");
  const [open, dialog] = useActs([conversation.id], conversation);
  const edit = canEdit && (
    <button type="button" className="min-h-6 text-ceu-text hover:underline" onClick={() => open("sort")}>
      {t("sort.edit")}
    </button>
  );
  return (
    <Section title={t("sort.labels")} extra={edit}>
      {conversation.labels.length === 0 ? (
        <p className="text-[13px] text-ink-3">{t("sort.without")}</p>
      ) : (
        <ul className="flex flex-wrap gap-1.5">
          {conversation.labels.map((label) => (
            <li key={label.id}>
              <LabelBadge label={label} />
            </li>
          ))}
        </ul>
      )}
      {dialog}
    </Section>
  );
}
