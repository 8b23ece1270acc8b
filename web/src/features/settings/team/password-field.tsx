import { Copy, RefreshCw } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Field } from "@/shared/ui/field";
import { IconButton } from "@/shared/ui/icon-button";
import { Input } from "@/shared/ui/input";
import { toast } from "@/shared/ui/toast";
import { readablePassword } from "./password";

type PasswordFieldProps = { value: string; onChange: (value: string) => void };

/** A password that is handed over by the person who sets it: readable, to be copied, to be drawn again. */
export function PasswordField({ value, onChange }: PasswordFieldProps) {
  const { t } = useTranslation("settings");
  const copy = () =>
    navigator.clipboard.writeText(value).then(
      () => toast.done(t("copied", { ns: "common" })),
      () => toast.failed(t("copyFailed")),
    );
  return (
    <Field label={t("team.dialog.password")} hint={t("team.dialog.passwordHint")}>
      {(control) => (
        <div className="flex gap-1">
          <Input
            {...control}
            required
            minLength={10}
            maxLength={200}
            autoComplete="off"
            spellCheck={false}
            value={value}
            onChange={(event) => onChange(event.target.value)}
            className="font-mono"
          />
          <IconButton label={t("copy", { ns: "common" })} onClick={() => void copy()} className="size-9">
            <Copy aria-hidden />
          </IconButton>
          <IconButton label={t("team.dialog.generate")} onClick={() => onChange(readablePassword())} className="size-9">
            <RefreshCw aria-hidden />
          </IconButton>
        </div>
      )}
    </Field>
  );
}
