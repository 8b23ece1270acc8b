import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { colleaguesQuery } from "@/api/colleagues";
import { queuesQuery } from "@/api/queues";
import { Avatar } from "@/shared/ui/avatar";
import { Button } from "@/shared/ui/button";
import { Dialog } from "@/shared/ui/dialog";
import { Select } from "@/shared/ui/select";
import { toast } from "@/shared/ui/toast";
import { Loaded } from "../loaded";
import type { Queue } from "./queue-dialog";

type Level = Queue["members"][number]["level"];

const levels: Level[] = ["operator", "lead", "manager"];

/** Who works a queue, and on which step they are called. */
export function MembersDialog({ queue, onClose }: { queue: Queue; onClose: () => void }) {
  const { t } = useTranslation("queues");
  const client = useQueryClient();
  const form = useId();
  const colleagues = useQuery(colleaguesQuery);
  const [chosen, setChosen] = useState(() => new Map(queue.members.map(({ user_id, level }) => [user_id, level])));
  const choose = (id: string, level: Level | "") =>
    setChosen((before) => {
      const after = new Map(before);
      if (level) after.set(id, level);
      else after.delete(id);
      return after;
    });
  const save = useMutation({
    mutationFn: () =>
      unwrap(
        api.PUT("/api/v1/queues/{queue_id}/members", {
          params: { path: { queue_id: queue.id } },
          body: { members: [...chosen].map(([user_id, level]) => ({ user_id, level })) },
        }),
      ),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: queuesQuery.queryKey });
      toast.done(t("saved"));
      onClose();
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("membersOf", { name: queue.name })}
      description={t("membersLead")}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel", { ns: "common" })}</Button>
          <Button type="submit" form={form} variant="primary" disabled={save.isPending}>
            {t("save")}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit}>
        <Loaded query={colleagues}>
          {(people) => (
            <ul className="divide-y">
              {people.map(({ id, name }) => (
                <li key={id} className="flex items-center gap-3 py-2">
                  <Avatar name={name} />
                  <span className="min-w-0 flex-1 truncate">{name}</span>
                  <Select
                    aria-label={t("levelOf", { name })}
                    value={chosen.get(id) ?? ""}
                    onChange={(event) => choose(id, event.target.value as Level | "")}
                    className="w-40"
                  >
                    <option value="">{t("level.none")}</option>
                    {levels.map((level) => (
                      <option key={level} value={level}>
                        {t(`level.${level}`)}
                      </option>
                    ))}
                  </Select>
                </li>
              ))}
            </ul>
          )}
        </Loaded>
      </form>
    </Dialog>
  );
}
