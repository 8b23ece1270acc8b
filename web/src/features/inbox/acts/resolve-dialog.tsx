import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/shared/ui/button";
import { Dialog } from "@/shared/ui/dialog";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import type { ActProps } from "./acts";
import { useAct } from "./use-act";

const REASONS = ["answered", "sold", "silent", "wrong", "spam"] as const;

/** Closes the matter and keeps why, for the reports. */
export function ResolveDialog({ ids, onClose }: ActProps) {
  const { t } = useTranslation(["desk", "common"]);
  const [other, setOther] = useState("");
  const act = useAct();
  const resolve = (reason: string) => {
    act.mutate({ ids, action: { kind: "resolve", reason } });
    onClose();
  };
  return (
    <Dialog open onOpenChange={onClose} title={t("resolve.title", { count: ids.length })} description={t("resolve.lead")}>
      <div className="grid gap-2">
        {REASONS.map((reason) => (
          <Button key={reason} className="justify-start" onClick={() => resolve(t(`resolve.reasons.${reason}`))}>
            {t(`resolve.reasons.${reason}`)}
          </Button>
        ))}
        <form
          className="mt-2 flex items-end gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            if (other.trim()) resolve(other.trim());
          }}
        >
          <div className="flex-1">
            <Field label={t("resolve.other")}>
              {(control) => <Input {...control} value={other} maxLength={120} onChange={(event) => setOther(event.target.value)} />}
            </Field>
          </div>
          <Button type="submit" variant="primary" disabled={!other.trim()}>
            {t("resolve.action")}
          </Button>
        </form>
      </div>
    </Dialog>
  );
}
