import { MessageCircleReply } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useWhen } from "@/shared/format/use-when";
import { Button } from "@/shared/ui/button";
import { Dialog } from "@/shared/ui/dialog";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import type { ActProps } from "./acts";
import { fromInput, laterChoices, toInput } from "./later";
import { useAct } from "./use-act";

/** Puts conversations aside until a time, or until the contact writes. */
export function SnoozeDialog({ ids, onClose }: ActProps) {
  const { t } = useTranslation(["desk", "common"]);
  const { moment } = useWhen();
  const [now] = useState(() => new Date());
  const [custom, setCustom] = useState(() => toInput(laterChoices(now).tomorrow));
  const act = useAct();
  const until = (at: Date | null) => {
    act.mutate({ ids, action: { kind: "snooze", until: at?.toISOString() ?? null } });
    onClose();
  };
  const chosen = fromInput(custom);
  return (
    <Dialog open onOpenChange={onClose} title={t("snooze.title", { count: ids.length })} description={t("snooze.lead")}>
      <div className="grid gap-2">
        <Button className="justify-start" onClick={() => until(null)}>
          <MessageCircleReply aria-hidden />
          {t("snooze.untilReply")}
        </Button>
        {Object.entries(laterChoices(now)).map(([choice, at]) => (
          <Button key={choice} className="justify-start" onClick={() => until(at)}>
            {t(`later.${choice as keyof ReturnType<typeof laterChoices>}`)}
            <span className="ml-auto text-[12.5px] font-normal text-ink-3">{moment(at.toISOString())}</span>
          </Button>
        ))}
        <form
          className="mt-2 flex items-end gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            if (chosen && chosen > now) until(chosen);
          }}
        >
          <div className="flex-1">
            <Field label={t("later.custom")}>
              {(control) => <Input {...control} type="datetime-local" value={custom} min={toInput(now)} onChange={(event) => setCustom(event.target.value)} />}
            </Field>
          </div>
          <Button type="submit" variant="primary" disabled={!chosen || chosen <= now}>
            {t("snooze.action")}
          </Button>
        </form>
      </div>
    </Dialog>
  );
}
