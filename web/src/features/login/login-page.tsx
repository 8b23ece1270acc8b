import { useTranslation } from "react-i18next";
import { Logo } from "@/shared/ui/logo";
import { PageTitle } from "@/shared/ui/page-title";
import { LoginForm } from "./login-form";
import { LoginPicture } from "./login-picture";

export function LoginPage() {
  const { t } = useTranslation("login");
  return (
    <div className="grid min-h-dvh lg:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]">
      <PageTitle title={t("title")} />
      <main className="grid content-center justify-items-center px-5 py-10">
        <div className="w-full max-w-[380px]">
          <Logo className="mb-8 size-11 text-[22px]" />
          <h1 className="font-display text-[30px] leading-tight font-semibold tracking-tight">{t("heading")}</h1>
          <p className="mt-2 mb-7 text-[15px] text-ink-2">{t("lead")}</p>
          <LoginForm />
          <p className="mt-8 border-t pt-5 text-[13px] text-ink-3">{t("firstRun")}</p>
        </div>
      </main>
      <LoginPicture />
    </div>
  );
}
