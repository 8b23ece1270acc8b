import { ArrowDown, ArrowUp, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Model } from "@/api/models";
import { Badge } from "@/shared/ui/badge";
import { IconButton } from "@/shared/ui/icon-button";
import { Select } from "@/shared/ui/select";

type ChainEditorProps = { models: Model[]; chain: string[]; onChange: (chain: string[]) => void };

const LONGEST = 5;

/** The models in the order in which they are asked. After the last one the offline engine answers. */
export function ChainEditor({ models, chain, onChange }: ChainEditorProps) {
  const { t } = useTranslation("agent");
  const left = models.filter((model) => !chain.includes(model.id));
  const swap = (index: number, other: number) => {
    const next = [...chain];
    [next[index], next[other]] = [next[other]!, next[index]!];
    onChange(next);
  };
  return (
    <div className="grid gap-2">
      <ol aria-label={t("model.chain")} className="grid gap-2">
        {chain.map((id, index) => {
          const model = models.find((one) => one.id === id);
          const name = model?.name ?? t("model.gone");
          return (
            <li key={id} className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-xl border px-3 py-2">
              <span className="w-5 text-ink-3 tabular-nums">{index + 1}</span>
              <span className="min-w-0 flex-1 basis-40">
                <span className="font-medium">{name}</span>
                <span className="block font-mono text-[12px] text-ink-3 [overflow-wrap:anywhere]">{model?.model}</span>
              </span>
              {model && !model.enabled && <Badge tone="ipe">{t("model.off")}</Badge>}
              <span className="flex">
                <IconButton label={t("model.up", { name })} disabled={index === 0} onClick={() => swap(index, index - 1)}>
                  <ArrowUp aria-hidden />
                </IconButton>
                <IconButton label={t("model.down", { name })} disabled={index === chain.length - 1} onClick={() => swap(index, index + 1)}>
                  <ArrowDown aria-hidden />
                </IconButton>
                <IconButton label={t("model.remove", { name })} onClick={() => onChange(chain.filter((one) => one !== id))}>
                  <Trash2 aria-hidden />
                </IconButton>
              </span>
            </li>
          );
        })}
        <li className="flex items-center gap-3 rounded-xl border border-dashed px-3 py-2 text-[13px] text-ink-3">
          <span className="w-5 tabular-nums">{chain.length + 1}</span>
          {t("model.last")}
        </li>
      </ol>
      {left.length > 0 && chain.length < LONGEST && (
        <Select aria-label={t("model.add")} value="" onChange={(event) => onChange([...chain, event.target.value])} className="max-w-96">
          <option value="">{t("model.add")}</option>
          {left.map((model) => (
            <option key={model.id} value={model.id}>
              {model.name}
            </option>
          ))}
        </Select>
      )}
      {models.length === 0 && <p className="text-[13px] text-ink-3">{t("model.none")}</p>}
    </div>
  );
}
