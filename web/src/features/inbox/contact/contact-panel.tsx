import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/keys";
import type { Conversation } from "@/api/types";
import { useErrorText } from "@/api/use-error-text";
import { useWhen } from "@/shared/format/use-when";
import { ErrorState } from "@/shared/ui/error-state";
import { Skeleton } from "@/shared/ui/skeleton";
import { withTraceTexts } from "../with-extras";
import { ConflictList } from "./conflict-list";
import { ConsentList } from "./consent-list";
import { ContactHead } from "./contact-head";
import { ContactHistory } from "./contact-history";
import { ConversationFacts } from "./conversation-facts";
import { FieldSection } from "./field-section";
import { IdentityList } from "./identity-list";
import { LabelSection } from "./label-section";
import { MergeList } from "./merge-list";
import { Section } from "./section";
import { TimelineSection } from "./timeline-section";
import { VipSwitch } from "./vip-switch";

const PacketSection = lazy(async () => ({ default: (await withTraceTexts(import("./packet-section"))).PacketSection }));

export type ContactPanelProps = {
  conversation: Conversation;
  name: string;
  canEdit: boolean;
  /** Leads to a message of the thread. */
  onJump: (messageId: string) => void;
};

/** Who the person is and what was agreed with them. */
export function ContactPanel({ conversation, name, canEdit, onJump }: ContactPanelProps) {
  const { t } = useTranslation(["extras", "inbox"]);
  const { date } = useWhen();
  const errorText = useErrorText();
  const contactId = conversation.contact.id;
  const contact = useQuery({
    queryKey: keys.contact(contactId),
    queryFn: () => unwrap(api.GET("/api/v1/contacts/{contact_id}", { params: { path: { contact_id: contactId } } })),
  });
  return (
    <>
      <ContactHead
        contactId={contactId}
        name={name}
        line={contact.data && t("contact.since", { date: date(contact.data.created_at) })}
        canEdit={canEdit}
      />
      {contact.data?.kind === "person" && <VipSwitch contact={contact.data} canEdit={canEdit} />}
      <Suspense>{(conversation.status === "waiting" || conversation.status === "operator") && <PacketSection conversation={conversation} onJump={onJump} />}</Suspense>
      <ConversationFacts conversation={conversation} />
      <LabelSection conversation={conversation} canEdit={canEdit} />
      {contact.isPending && <Skeleton className="mx-4 h-32" />}
      {contact.isError && <ErrorState message={errorText(contact.error)} onRetry={() => void contact.refetch()} />}
      {contact.data && (
        <>
          {contact.data.conflicts.length > 0 && (
            <Section title={t("merge.conflicts")}>
              <ConflictList contact={contact.data} canEdit={canEdit} />
            </Section>
          )}
          <Section title={t("contact.reach")}>
            <IdentityList contact={contact.data} />
          </Section>
          {contact.data.merges.length > 0 && (
            <Section title={t("merge.joined")}>
              <MergeList merges={contact.data.merges} canEdit={canEdit} />
            </Section>
          )}
          <FieldSection contactId={contactId} canEdit={canEdit} />
          <Section title={t("contact.consents")}>
            <ConsentList consents={contact.data.consents} />
          </Section>
        </>
      )}
      <ContactHistory contactId={contactId} currentId={conversation.id} />
      <TimelineSection contactId={contactId} />
    </>
  );
}
