import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/shared/ui/button";
import { Card } from "@/shared/ui/card";
import { IconButton } from "@/shared/ui/icon-button";
import { Input } from "@/shared/ui/input";
import { days, nextSpan, type Day, type Span, type Week } from "./week";

type HoursEditorProps = { week: Week; onChange: (week: Week) => void };

export function HoursEditor({ week, onChange }: HoursEditorProps) {
  const { t } = useTranslation("settings");
  const repeat = () => {
    const { mon } = week;
    onChange({ ...week, tue: mon, wed: mon, thu: mon, fri: mon });
  };
  return (
    <Card>
      <div className="flex flex-wrap items-center gap-3 px-5 py-3">
        <h3 className="flex-1 text-[15px] font-semibold">{t("company.hours")}</h3>
        <Button size="sm" onClick={repeat}>
          {t("company.copyWeek")}
        </Button>
      </div>
      <ul className="divide-y border-t">
        {days.map((day) => (
          <DayRow key={day} day={day} spans={week[day]} onChange={(spans) => onChange({ ...week, [day]: spans })} />
        ))}
      </ul>
    </Card>
  );
}

type DayRowProps = { day: Day; spans: Span[]; onChange: (spans: Span[]) => void };

function DayRow({ day, spans, onChange }: DayRowProps) {
  const { t } = useTranslation("settings");
  const name = t(`company.day.${day}`);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3">
      <span className="w-20 font-medium">{name}</span>
      <div className="flex flex-1 flex-wrap items-center gap-x-5 gap-y-2">
        {spans.length === 0 && <span className="text-ink-3">{t("company.closed")}</span>}
        {spans.map((span, index) => (
          <SpanFields
            key={index}
            day={name}
            span={span}
            onChange={(next) => onChange(spans.with(index, next))}
            onRemove={() => onChange(spans.toSpliced(index, 1))}
          />
        ))}
      </div>
      <Button size="sm" variant="ghost" aria-label={`${name}: ${t(spans.length > 0 ? "company.addSpan" : "company.add")}`} onClick={() => onChange([...spans, nextSpan(spans)])}>
        <Plus aria-hidden />
        {t(spans.length > 0 ? "company.addSpan" : "company.add")}
      </Button>
    </li>
  );
}

type SpanFieldsProps = { day: string; span: Span; onChange: (span: Span) => void; onRemove: () => void };

/** From and to, with a way to take the span away. */
export function SpanFields({ day, span: [from, to], onChange, onRemove }: SpanFieldsProps) {
  const { t } = useTranslation("settings");
  return (
    <span className="flex items-center gap-2">
      <Input
        type="time"
        required
        aria-label={t("company.opens", { day })}
        value={from}
        onChange={(event) => onChange([event.target.value, to])}
        className="w-[118px] px-2"
      />
      <span className="text-ink-3">{t("company.to")}</span>
      <Input
        type="time"
        required
        aria-label={t("company.closes", { day })}
        value={to}
        onChange={(event) => onChange([from, event.target.value])}
        className="w-[118px] px-2"
      />
      <IconButton label={t("company.removeSpan", { from, to })} onClick={onRemove}>
        <X aria-hidden />
      </IconButton>
    </span>
  );
}
