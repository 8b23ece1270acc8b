import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import type { User } from "@/api/types";
import { usersQuery } from "@/api/users";
import { Button } from "@/shared/ui/button";
import { Dialog } from "@/shared/ui/dialog";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import { Switch } from "@/shared/ui/switch";
import { toast } from "@/shared/ui/toast";

/** What one person can do at the desk, how much at once, and what they see of it. */
export function DeskDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const { t } = useTranslation("queues");
  const client = useQueryClient();
  const form = useId();
  const [skills, setSkills] = useState(user.skills.join(", "));
  const [capacity, setCapacity] = useState(user.capacity);
  const [limited, setLimited] = useState(user.limited);
  const save = useMutation({
    mutationFn: () => {
      const words = skills.split(",").map((word) => word.trim());
      const body = { skills: words.filter(Boolean), capacity, limited };
      return unwrap(api.PATCH("/api/v1/users/{user_id}", { params: { path: { user_id: user.id } }, body }));
    },
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: usersQuery.queryKey });
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
      title={t("person.title", { name: user.name })}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel", { ns: "common" })}</Button>
          <Button type="submit" form={form} variant="primary" disabled={save.isPending}>
            {t("save")}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="grid gap-4">
        <Field label={t("person.capacity")} hint={t("person.capacityHint")}>
          {(control) => (
            <Input {...control} type="number" required min={0} max={100} value={capacity} onChange={(event) => setCapacity(event.target.valueAsNumber)} />
          )}
        </Field>
        <Field label={t("person.skills")} hint={t("person.skillsHint")}>
          {(control) => <Input {...control} value={skills} onChange={(event) => setSkills(event.target.value)} />}
        </Field>
        <div className="flex items-start justify-between gap-4">
          <div>
            <p id={`${form}-limited`} className="text-[13.5px] font-medium">
              {t("person.limited")}
            </p>
            <p className="text-[12.5px] text-ink-3">{t(user.role === "admin" ? "person.limitedAdmin" : "person.limitedHint")}</p>
          </div>
          <Switch aria-labelledby={`${form}-limited`} checked={limited} disabled={user.role === "admin"} onCheckedChange={setLimited} />
        </div>
      </form>
    </Dialog>
  );
}
