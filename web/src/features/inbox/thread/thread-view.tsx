import { useQuery } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { type CSSProperties, lazy, Suspense, useCallback, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { agentsQuery } from "@/api/agents";
import { channelsQuery } from "@/api/channels";
import { useMe } from "@/api/me";
import type { Thread } from "@/api/messages";
import type { Conversation, Message } from "@/api/types";
import { useContactName } from "@/shared/format/contact-name";
import { useShortcut } from "@/shared/keyboard/shortcuts";
import { Composer, type ComposerHandle } from "../composer/composer";
import { usePaneWidth } from "../panes";
import { standingOf } from "../standing";
import { useFloor } from "../use-floor";
import { useMarkRead } from "../use-mark-read";
import { withDeskTexts, withExtras, withTraceTexts } from "../with-extras";
import { type Goal, MessageList } from "./message-list";
import { ThreadHeader } from "./thread-header";

// What is not needed to read and answer comes after the thread.
const ConfirmDialog = lazy(async () => ({ default: (await import("@/shared/ui/confirm-dialog")).ConfirmDialog }));
const ContactPanel = lazy(async () => ({ default: (await withExtras(withDeskTexts(import("../contact/contact-panel")))).ContactPanel }));
const ContactSheet = lazy(async () => ({ default: (await withExtras(withDeskTexts(import("../contact/contact-sheet")))).ContactSheet }));
const MessageDetails = lazy(async () => ({ default: (await withExtras(import("./message-details"))).MessageDetails }));
const PaneDivider = lazy(async () => ({ default: (await import("../pane-divider")).PaneDivider }));
const TraceSheet = lazy(async () => ({ default: (await withTraceTexts(import("../trace/trace-sheet"))).TraceSheet }));

type ThreadViewProps = { conversation: Conversation; thread: Thread };

export function ThreadView({ conversation, thread }: ThreadViewProps) {
  const { t } = useTranslation("inbox");
  const me = useMe();
  const name = useContactName()(conversation.contact);
  const agentName = useAgentName();
  const { data: channels } = useQuery(channelsQuery);
  const channel = channels?.items.find((item) => item.id === conversation.channel_id);
  const standing = standingOf(conversation, me);
  const [width, setWidth] = usePaneWidth("contact");
  const composer = useRef<ComposerHandle>(null);
  const [contactOpen, setContactOpen] = useState(false);
  const [takeOpen, setTakeOpen] = useState(false);
  const [turnId, setTurnId] = useState<string | null>(null);
  const [goal, setGoal] = useState<Goal | null>(null);
  const hash = useLocation({ select: (location) => location.hash });
  const asked = useMemo(() => (hash ? { id: hash } : null), [hash]);
  const [detailed, setDetailed] = useState<Message | null>(null);
  const floor = useFloor(conversation.id, () => setTakeOpen(true));
  const claim = () => (standing.taken ? setTakeOpen(true) : floor.claim());
  const reply = useCallback((message: Message) => composer.current?.quote(message), []);
  const reacts = channel?.capabilities.reactions === true;
  const reading = useMemo(
    () => ({ contactName: name, agentName, onReply: standing.answers ? reply : null, onWhy: setTurnId, onDetails: setDetailed, reacts }),
    [name, agentName, standing.answers, reply, reacts],
  );
  const owner = conversation.operator?.name;
  const contact = { conversation, name, canEdit: standing.answers, onJump: (id: string) => setGoal({ id }) };
  useMarkRead(conversation, standing.answers);
  useThreadKeys(standing, { ...floor, claim }, composer);
  return (
    <div className="grid min-h-0 min-w-0 grid-cols-[minmax(0,1fr)] xl:grid-cols-[minmax(0,1fr)_var(--contact)]" style={{ "--contact": `${width}px` } as CSSProperties}>
      <section aria-label={t("thread.label", { name })} className="flex min-h-0 flex-col bg-paper">
        <ThreadHeader
          conversation={conversation}
          name={name}
          channel={channel}
          standing={standing}
          actions={{ ...floor, claim }}
          onShowContact={() => setContactOpen(true)}
        />
        <MessageList conversationId={conversation.id} thread={thread} reading={reading} goal={goal ?? asked} />
        <Composer ref={composer} conversation={conversation} contactName={name} standing={standing} can={channel?.capabilities} onTake={claim} />
      </section>
      <aside aria-label={t("contact.label")} className="relative hidden min-h-0 border-l bg-surface xl:block">
        <Suspense>
          <PaneDivider pane="contact" width={width} onChange={setWidth} />
        </Suspense>
        <div className="scroll-thin h-full overflow-auto -outline-offset-2" role="group" aria-label={t("contact.label")} tabIndex={0}>
          <Suspense>
            <ContactPanel {...contact} />
          </Suspense>
        </div>
      </aside>
      <Suspense>
        {contactOpen && <ContactSheet {...contact} onClose={() => setContactOpen(false)} />}
        {takeOpen && (
          <ConfirmDialog
            open
            onOpenChange={setTakeOpen}
            title={owner ? t("actions.takenTitle", { name: owner }) : t("actions.takenTitleUnnamed")}
            description={t("actions.takenHint")}
            action={t("actions.takeAnyway")}
            onConfirm={() => floor.claim(true)}
          />
        )}
        {detailed && <MessageDetails message={detailed} onClose={() => setDetailed(null)} />}
        {turnId && <TraceSheet turnId={turnId} onClose={() => setTurnId(null)} />}
      </Suspense>
    </div>
  );
}

/** The agent's name when there is only one; with several, a message does not say which. */
function useAgentName(): string {
  const { t } = useTranslation("inbox");
  const { data } = useQuery(agentsQuery);
  return data?.items.length === 1 ? data.items[0]!.name : t("author.agent");
}

type Floor = ReturnType<typeof useFloor>;

function useThreadKeys(
  standing: ReturnType<typeof standingOf>,
  floor: Omit<Floor, "claim"> & { claim: () => void },
  composer: React.RefObject<ComposerHandle | null>,
): void {
  const { t } = useTranslation("inbox");
  const group = t("shortcuts.group");
  const { answers, mine, resolved } = standing;
  useShortcut({ key: "r", label: t("shortcuts.reply"), group }, () => composer.current?.write("reply"), answers);
  useShortcut({ key: "n", label: t("shortcuts.note"), group }, () => composer.current?.write("note"), answers);
  useShortcut({ key: "e", label: t("shortcuts.resolve"), group }, floor.resolve, answers && !resolved);
  useShortcut({ key: "t", label: t("shortcuts.take"), group }, () => (mine ? floor.giveBack() : floor.claim()), answers && !resolved);
}
