import { useQuery } from "@tanstack/react-query";
import i18n from "i18next";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/keys";
import { threadQuery } from "@/api/messages";
import type { Message } from "@/api/types";
import { bytes } from "@/shared/format/bytes";
import { smallMoney } from "@/shared/format/money";
import { useWhen } from "@/shared/format/use-when";
import { CopyField } from "@/shared/ui/copy-field";
import { Sheet } from "@/shared/ui/sheet";
import { useWords } from "../words";

/** What is known of one message besides its words: how far it got and when, what it cost, its file. */
export function MessageDetails({ message: opened, onClose }: { message: Message; onClose: () => void }) {
  const { t, i18n } = useTranslation(["extras", "inbox"]);
  const { moment } = useWhen();
  const words = useWords();
  const { data } = useQuery({ ...threadQuery(opened.conversation_id), staleTime: Infinity });
  const message = data?.items.find((item) => item.id === opened.id) ?? opened;
  const { data: cost } = useQuery({
    queryKey: [...keys.messages(message.conversation_id), "cost", message.id, message.status],
    queryFn: () => unwrap(api.GET("/api/v1/messages/{message_id}/cost", { params: { path: { message_id: message.id } } })),
    enabled: message.direction === "out" && message.author !== "phone" && message.type !== "note",
  });
  const { attachment, error } = message;
  return (
    <Sheet open onOpenChange={onClose} title={t("details.title")}>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-2 text-[13.5px]">
        <Fact name={t("details.kind")}>{t(`inbox:type.${message.type}`)}</Fact>
        <Fact name={t("details.author")}>{message.author_name ?? t(`inbox:author.${message.author}`)}</Fact>
        <Fact name={t("details.sentAt")}>{moment(message.sent_at)}</Fact>
        {message.direction === "out" && <Fact name={t("details.status")}>{t(`inbox:ticks.${message.status}`)}</Fact>}
        {message.edited_at && <Fact name={t("details.editedAt")}>{moment(message.edited_at)}</Fact>}
        {message.deleted_at && <Fact name={t("details.deletedAt")}>{moment(message.deleted_at)}</Fact>}
        {error && <Fact name={t("details.error")}>{words.sendError(error.code) ?? error.text ?? t("sendError.unknown")}</Fact>}
        {message.template && <Fact name={t("details.template")}>{message.template}</Fact>}
        {cost && <Fact name={t("details.category")}>{cost.reported ? categoryText(cost.category) : t("details.presumed", { category: categoryText(cost.category) })}</Fact>}
        {cost && <Fact name={t("details.price")}>{t(`details.cost.${cost.state}`, { amount: smallMoney(cost.cost.amount_micros, cost.cost.currency, i18n.language) })}</Fact>}
        {attachment && <Fact name={t("details.file")}>{[attachment.filename, attachment.mime_type].filter(Boolean).join(" · ")}</Fact>}
        {attachment?.size != null && <Fact name={t("details.size")}>{bytes(attachment.size, i18n.language)}</Fact>}
      </dl>
      <div className="mt-5">
        <CopyField label={t("details.id")} value={message.id} failed={t("details.copyFailed")} />
      </div>
    </Sheet>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{name}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </>
  );
}

/** The provider's category in our words, or its own. */
function categoryText(category: string): string {
  const known: unknown = i18n.getResource(i18n.language, "extras", `details.categories.${category.toLowerCase()}`);
  return typeof known === "string" ? known : category;
}
