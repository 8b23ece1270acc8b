import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Conversation } from "@/api/types";
import { useShortcut } from "@/shared/keyboard/shortcuts";
import { toggleSelected } from "../selection";

/** J and K walk the list, Enter opens its first conversation, Esc leaves the open one, X ticks the open one, / searches. */
export function useListKeys(items: Conversation[], openId: string | undefined, search: () => void): void {
  const { t } = useTranslation("inbox");
  const navigate = useNavigate();
  const group = t("shortcuts.group");
  // Quick fingers press the next key before the page they asked for is drawn.
  const asked = useRef(openId);
  useEffect(() => {
    asked.current = openId;
  }, [openId]);
  const open = (conversation: Conversation | undefined) => {
    if (!conversation || conversation.id === asked.current) return;
    asked.current = conversation.id;
    void navigate({
      to: "/conversas/$conversationId",
      params: { conversationId: conversation.id },
      search: (previous) => previous,
    });
  };
  const walk = (step: number) => {
    const at = items.findIndex((item) => item.id === asked.current);
    open(items[at < 0 ? 0 : Math.max(0, Math.min(items.length - 1, at + step))]);
  };
  useShortcut({ key: "j", label: t("shortcuts.next"), group }, () => walk(1));
  useShortcut({ key: "k", label: t("shortcuts.previous"), group }, () => walk(-1));
  useShortcut({ key: "enter", label: t("shortcuts.open"), group }, () => open(items[0]), !openId);
  useShortcut(
    { key: "escape", label: t("shortcuts.leave"), group },
    () => void navigate({ to: "/conversas", search: (previous) => previous }),
    openId !== undefined,
  );
  useShortcut({ key: "x", label: t("shortcuts.select"), group }, () => openId && toggleSelected(openId), openId !== undefined);
  useShortcut({ key: "/", label: t("shortcuts.search"), group }, search);
}
