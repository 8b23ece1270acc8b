import { Link } from "@tanstack/react-router";
import { ArchiveRestore, ArrowLeft, Check, Hand, Sparkles } from "lucide-react";
import { lazy, type ReactNode, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { Conversation } from "@/api/types";
import { useGlances } from "@/realtime/glances";
import { phone } from "@/shared/format/phone";
import { useMediaQuery } from "@/shared/hooks/use-media-query";
import { Avatar } from "@/shared/ui/avatar";
import { Button } from "@/shared/ui/button";
import { Tooltip } from "@/shared/ui/tooltip";
import { ChannelDot } from "../list/channel-dot";
import { StateBadge } from "../list/state-badge";
import type { Standing } from "../standing";
import { withDeskTexts } from "../with-extras";

const ThreadTools = lazy(async () => ({ default: (await withDeskTexts(import("../acts/thread-tools"))).ThreadTools }));

type FloorActions = { claim: () => void; giveBack: () => void; resolve: () => void; reopen: () => void; busy: boolean };

type ThreadHeaderProps = {
  conversation: Conversation;
  name: string;
  channel: { name: string; connector: string } | undefined;
  standing: Standing;
  actions: FloorActions;
  onShowContact: () => void;
};

export function ThreadHeader({ conversation, name, channel, standing, actions, onShowContact }: ThreadHeaderProps) {
  const { t } = useTranslation("inbox");
  // On a phone the list is not there, and its heading with it.
  const Heading = useMediaQuery("(min-width: 48rem)") ? "h2" : "h1";
  const details = [phone(conversation.contact.phone), channel?.name].filter(Boolean).join(" · ");
  return (
    <header className="flex h-[60px] shrink-0 items-center gap-2.5 border-b bg-surface px-2 md:px-4">
      <Link to="/conversas" search={(previous) => previous} aria-label={t("actions.back")} className="grid size-9 place-items-center md:hidden">
        <ArrowLeft className="size-5" aria-hidden />
      </Link>
      <Avatar name={name} size={36} badge={<ChannelDot connector={channel?.connector} />} />
      <div className="min-w-0 flex-1">
        <Heading className="truncate text-[14.5px] leading-tight font-semibold">{name}</Heading>
        <p className="truncate text-[12.5px] text-ink-3">
          <Others conversationId={conversation.id} /> {details}
        </p>
      </div>
      <StateBadge conversation={conversation} className="hidden lg:inline-flex" />
      <Actions conversation={conversation} standing={standing} actions={actions} onShowContact={onShowContact} />
    </header>
  );
}

/** Colleagues who have it open too. */
function Others({ conversationId }: { conversationId: string }) {
  const { t } = useTranslation("inbox");
  const glances = useGlances(conversationId);
  const typing = glances.find((glance) => glance.typing);
  const first = typing ?? glances[0];
  return <span role="status" className="text-mata-text">{first && `${t(typing ? "others.typing" : "others.viewing", { name: first.name, count: glances.length })} ·`}</span>;
}

type Action = { label: string; keys: string; icon: ReactNode; run: () => void; main: boolean };

function useActions(standing: Standing, actions: FloorActions): Action[] {
  const { t } = useTranslation("inbox");
  const claim = { label: t("actions.claim"), keys: "T", icon: <Hand aria-hidden />, run: actions.claim, main: true };
  const giveBack = { label: t("actions.giveBack"), keys: "T", icon: <Sparkles aria-hidden />, run: actions.giveBack, main: false };
  const resolve = { label: t("actions.resolve"), keys: "E", icon: <Check aria-hidden />, run: actions.resolve, main: standing.mine };
  const reopen = { label: t("actions.reopen"), keys: "E", icon: <ArchiveRestore aria-hidden />, run: actions.reopen, main: true };
  if (!standing.answers) return [];
  if (standing.resolved) return [reopen];
  if (standing.mine) return [giveBack, resolve];
  return [claim, resolve];
}

function Actions({ conversation, standing, actions, onShowContact }: Omit<ThreadHeaderProps, "name" | "channel">) {
  const all = useActions(standing, actions);
  return (
    <>
      {all.map(({ label, keys, icon, run, main }) => (
        <Tooltip key={label} label={label} keys={keys}>
          <Button
            size="sm"
            variant={main && !standing.mine ? "primary" : "outline"}
            className={main ? "" : "hidden lg:inline-flex"}
            disabled={actions.busy}
            onClick={run}
          >
            {icon}
            {label}
          </Button>
        </Tooltip>
      ))}
      <Suspense fallback={<span className="size-8" />}>
        <ThreadTools conversation={conversation} standing={standing} rest={all.filter((action) => !action.main)} onShowContact={onShowContact} />
      </Suspense>
    </>
  );
}
