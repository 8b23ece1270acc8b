import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/shared/cn";
import { Button } from "./button";
import { Field } from "./field";
import { toast } from "./toast";

type CopyFieldProps = {
  label: string;
  hint?: string;
  value: string;
  /** Said when the browser does not let us copy. */
  failed: string;
  /** Several lines, such as a piece of code. */
  multiline?: boolean;
};

const SHOWN = 2000;

/** A text made to be copied elsewhere. */
export function CopyField({ label, hint, value, failed, multiline = false }: CopyFieldProps) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
      setTimeout(() => setCopied(false), SHOWN);
    } catch {
      toast.failed(failed);
    }
  };
  return (
    <Field label={label} hint={hint}>
      {({ id, "aria-describedby": describedBy }) => (
        <div className={cn("flex gap-2", multiline && "items-start")}>
          <textarea
            id={id}
            aria-describedby={describedBy}
            readOnly
            rows={1}
            value={value}
            onFocus={(event) => event.target.select()}
            className="field-sizing-content min-h-9 min-w-0 flex-1 resize-none rounded-lg border bg-sunken px-3 py-2 font-mono text-[12.5px] leading-relaxed break-all text-ink-2"
          />
          <Button onClick={() => void copy()}>
            {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
            <span aria-live="polite">{t(copied ? "copied" : "copy")}</span>
          </Button>
        </div>
      )}
    </Field>
  );
}
