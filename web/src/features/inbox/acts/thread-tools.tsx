import { AlarmClock, AlarmClockOff, Archive, Download, Ellipsis, Play, Tags, UserRound, UserRoundPlus } from "lucide-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { mentionsQuery, readMentions } from "@/api/mentions";
import type { Conversation } from "@/api/types";
import { useShortcut } from "@/shared/keyboard/shortcuts";
import { Button } from "@/shared/ui/button";
import { IconButton } from "@/shared/ui/icon-button";
import { Menu, MenuCheck, MenuItem, MenuSeparator } from "@/shared/ui/menu";
import type { Standing } from "../standing";
import { useAfterResolve } from "../use-after-resolve";
import { useActs } from "./acts";
import { useAct } from "./use-act";

type ThreadToolsProps = {
  conversation: Conversation;
  standing: Standing;
  /** What the header has no room for on a phone. */
  rest: { label: string; icon: ReactNode; run: () => void }[];
  onShowContact: () => void;
};

/** What can be done with a conversation besides taking and resolving it. */
export function ThreadTools({ conversation, standing, rest, onShowContact }: ThreadToolsProps) {
  const { t } = useTranslation(["desk", "inbox"]);
  const ids = [conversation.id];
  const [open, dialog] = useActs(ids, conversation);
  const [next, setNext] = useAfterResolve();
  const act = useAct();
  const { answers, resolved } = standing;
  const active = answers && !resolved;
  const aside = conversation.snoozed_until !== null || conversation.snooze_until_reply;
  const snooze = () => (aside ? act.mutate({ ids, action: { kind: "wake" } }) : open("snooze"));
  const group = t("inbox:shortcuts.group");
  useShortcut({ key: "a", label: t("transfer.key"), group }, () => open("transfer"), active);
  useShortcut({ key: "h", label: t(aside ? "snooze.wake" : "snooze.key"), group }, snooze, active);
  useShortcut({ key: "l", label: t("sort.key"), group }, () => open("sort"), answers);
  useShortcut({ key: "m", label: t("macro.key"), group }, () => open("macro"), active);
  useReadMentions(conversation.id, answers);
  const SnoozeIcon = aside ? AlarmClockOff : AlarmClock;
  const items = [
    ...(active
      ? [
          { label: t("transfer.key"), icon: <UserRoundPlus aria-hidden />, run: () => open("transfer"), wide: false },
          { label: t(aside ? "snooze.wake" : "snooze.key"), icon: <SnoozeIcon aria-hidden />, run: snooze, wide: false },
          { label: t("macro.key"), icon: <Play aria-hidden />, run: () => open("macro"), wide: true },
          { label: t("resolve.key"), icon: <Archive aria-hidden />, run: () => open("resolve"), wide: true },
        ]
      : []),
    ...(answers ? [{ label: t("sort.key"), icon: <Tags aria-hidden />, run: () => open("sort"), wide: true }] : []),
  ];
  return (
    <>
      {active && (
        <>
          <IconButton label={t("transfer.key")} keys="A" onClick={() => open("transfer")} className="hidden md:inline-flex">
            <UserRoundPlus aria-hidden />
          </IconButton>
          <IconButton label={t(aside ? "snooze.wake" : "snooze.key")} keys="H" onClick={snooze} className="hidden md:inline-flex">
            <SnoozeIcon aria-hidden />
          </IconButton>
        </>
      )}
      <Menu
        trigger={
          <Button variant="ghost" size="icon" aria-label={t("inbox:actions.more")} title={t("inbox:actions.more")}>
            <Ellipsis aria-hidden />
          </Button>
        }
      >
        {rest.map(({ label, icon, run }) => (
          <MenuItem key={label} onSelect={run} className="lg:hidden">
            {icon}
            {label}
          </MenuItem>
        ))}
        {items.map(({ label, icon, run, wide }) => (
          <MenuItem key={label} onSelect={run} className={wide ? "" : "md:hidden"}>
            {icon}
            {label}
          </MenuItem>
        ))}
        <MenuItem onSelect={onShowContact} className="xl:hidden">
          <UserRound aria-hidden />
          {t("inbox:actions.contact")}
        </MenuItem>
        <MenuSeparator />
        <MenuItem asChild>
          <a href={`/api/v1/conversations/${conversation.id}/transcript`} download>
            <Download aria-hidden />
            {t("transcript")}
          </a>
        </MenuItem>
        {answers && (
          <MenuCheck checked={next} onCheckedChange={setNext}>
            {t("resolve.next")}
          </MenuCheck>
        )}
      </Menu>
      {dialog}
    </>
  );
}

/** Whoever opens the conversation has seen the notes that call them there. */
function useReadMentions(conversationId: string, answers: boolean): void {
  const { data } = useQuery({ ...mentionsQuery, enabled: answers });
  const { mutate } = useMutation({ mutationFn: readMentions, meta: { quiet: true } });
  const called = data?.items.some((item) => item.conversation_id === conversationId && !item.read) ?? false;
  useEffect(() => {
    if (called) mutate(conversationId);
  }, [called, conversationId, mutate]);
}
