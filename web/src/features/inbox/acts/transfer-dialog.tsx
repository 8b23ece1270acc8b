import { useQuery } from "@tanstack/react-query";
import { UsersRound } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { colleaguesQuery } from "@/api/colleagues";
import { useMe } from "@/api/me";
import { presenceQuery } from "@/api/presence";
import { queuesQuery } from "@/api/queues";
import { fold } from "@/shared/fold";
import { Avatar } from "@/shared/ui/avatar";
import { Button } from "@/shared/ui/button";
import { Dialog } from "@/shared/ui/dialog";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import { PresenceDot } from "@/shared/ui/presence-dot";
import { Textarea } from "@/shared/ui/textarea";
import type { ActProps } from "./acts";
import { type Action, useAct } from "./use-act";

type Goal = { key: string; action: Action };

/** Passes conversations to a colleague or to a queue, with a note for whoever takes them. */
export function TransferDialog({ ids, conversation, onClose }: ActProps) {
  const { t } = useTranslation(["desk", "common", "shell"]);
  const me = useMe();
  const { data: queues } = useQuery(queuesQuery);
  const { data: colleagues = [] } = useQuery(colleaguesQuery);
  const { data: presence } = useQuery(presenceQuery);
  const stateOf = (id: string) => presence?.items.find(({ user_id }) => user_id === id)?.state ?? "offline";
  const [typed, setTyped] = useState("");
  const [note, setNote] = useState("");
  const [goal, setGoal] = useState<Goal | null>(null);
  const act = useAct();
  const found = <T extends { name: string }>(all: readonly T[]) => all.filter(({ name }) => fold(name).includes(fold(typed)));
  const others = found(colleagues.filter(({ id }) => id !== me.id && id !== conversation?.operator?.id));
  const teams = found(queues?.items.filter(({ active }) => active) ?? []);
  const transfer = () => {
    if (!goal) return;
    act.mutate({ ids, action: { ...goal.action, note: note.trim() } as Action });
    onClose();
  };
  const choice = "flex w-full items-center gap-2.5 rounded-lg px-2 py-1.5 text-left hover:bg-sunken aria-pressed:bg-mata-soft";
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("transfer.title", { count: ids.length })}
      description={t("transfer.lead")}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button variant="primary" disabled={!goal} onClick={transfer}>
            {t("transfer.action")}
          </Button>
        </>
      }
    >
      <Input aria-label={t("transfer.search")} placeholder={t("transfer.search")} value={typed} onChange={(event) => setTyped(event.target.value)} />
      <div className="mt-2 grid gap-0.5" role="group" aria-label={t("transfer.to")}>
        {teams.map(({ id, name }) => (
          <button key={id} type="button" aria-pressed={goal?.key === id} className={choice} onClick={() => setGoal({ key: id, action: { kind: "transfer", queue_id: id, note: "" } })}>
            <span className="grid size-8 place-items-center rounded-full bg-sunken">
              <UsersRound className="size-4 text-ink-2" aria-hidden />
            </span>
            <span className="min-w-0 flex-1 truncate">{name}</span>
            <span className="text-[12px] text-ink-3">{t(id === conversation?.queue?.id ? "transfer.sameQueue" : "transfer.queue")}</span>
          </button>
        ))}
        {others.map(({ id, name, role }) => (
          <button key={id} type="button" aria-pressed={goal?.key === id} className={choice} onClick={() => setGoal({ key: id, action: { kind: "assign", operator_id: id, note: "" } })}>
            <Avatar name={name} size={32} badge={<PresenceDot state={stateOf(id)} />} />
            <span className="min-w-0 flex-1 truncate">{name}</span>
            <span className="text-[12px] text-ink-3">
              {t(`presence.${stateOf(id)}`)} · {t(`shell:role.${role}`)}
            </span>
          </button>
        ))}
      </div>
      <div className="mt-3">
        <Field label={t("transfer.note")} hint={t("transfer.noteHint")}>
          {(control) => <Textarea {...control} rows={3} maxLength={4000} value={note} onChange={(event) => setNote(event.target.value)} />}
        </Field>
      </div>
    </Dialog>
  );
}
