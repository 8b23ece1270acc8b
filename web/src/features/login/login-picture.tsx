import { BookOpen, Hand } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/shared/cn";

/** The product in one look: a question, an answer with its source, a person who takes over. */
export function LoginPicture() {
  const { t } = useTranslation("login");
  return (
    <aside className="hidden flex-col justify-center gap-10 overflow-hidden bg-rail p-16 lg:flex xl:p-24">
      <p className="max-w-[18ch] font-display text-[44px] leading-[1.08] font-semibold tracking-tight text-white">
        {t("pitch")}
      </p>
      <div className="grid max-w-[400px] gap-3">
        <Bubble className="justify-self-end rounded-br-md bg-[oklch(.88_.06_160)] text-[oklch(.25_.05_168)]">
          {t("sampleQuestion")}
        </Bubble>
        <Bubble className="rounded-bl-md bg-white text-[oklch(.24_.018_165)]">
          {t("sampleAnswer")}
          <span className="mt-2 flex items-center gap-1.5 text-[12.5px] font-medium text-[oklch(.45_.17_295)]">
            <BookOpen className="size-3.5" aria-hidden />
            {t("sampleSource")}
          </span>
        </Bubble>
        <p className="mt-1 flex items-center gap-2 text-[13px] text-rail-ink">
          <Hand className="size-4 text-ipe" aria-hidden />
          {t("person")}
        </p>
      </div>
    </aside>
  );
}

function Bubble({ className, children }: { className: string; children: ReactNode }) {
  return <div className={cn("w-fit max-w-[88%] rounded-2xl px-4 py-2.5 text-[15px]", className)}>{children}</div>;
}
