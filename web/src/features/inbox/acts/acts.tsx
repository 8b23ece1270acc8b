import { type ComponentType, lazy, type ReactNode, Suspense, useState } from "react";
import type { Conversation } from "@/api/types";
import { ResolveDialog } from "./resolve-dialog";
import { SnoozeDialog } from "./snooze-dialog";
import { SortDialog } from "./sort-dialog";
import { TransferDialog } from "./transfer-dialog";

/** What a dialog that acts is told: on which conversations, and which one it is when there is one only. */
export type ActProps = { ids: readonly string[]; conversation: Conversation | undefined; onClose: () => void };

const dialogs = {
  transfer: TransferDialog,
  snooze: SnoozeDialog,
  sort: SortDialog,
  resolve: ResolveDialog,
  macro: lazy(async () => ({ default: (await import("./macro-dialog")).MacroDialog })),
} satisfies Record<string, ComponentType<ActProps>>;

type Kind = keyof typeof dialogs;

/** The dialogs that act on these conversations: a way to open one, and the one that is open. */
export function useActs(ids: readonly string[], conversation?: Conversation): [(kind: Kind) => void, ReactNode] {
  const [open, setOpen] = useState<Kind | null>(null);
  const Opened = open && dialogs[open];
  return [setOpen, <Suspense key="acts">{Opened && <Opened ids={ids} conversation={conversation} onClose={() => setOpen(null)} />}</Suspense>];
}
