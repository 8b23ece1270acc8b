import { useEffect } from "react";
import { Toaster as Sonner, toast as show } from "sonner";
import { useTheme } from "@/shared/theme";
import { connectToasts } from "./toast";

/** Pixels: below the heads of pages, and never over the field somebody is writing in. */
const BELOW_HEAD = 68;

/** Where toasts appear. Loaded after the page, which does not need it to open. */
export function Toaster({ label }: { label: string }) {
  const { theme } = useTheme();
  useEffect(() => connectToasts(show), []);
  return <Sonner position="top-center" offset={BELOW_HEAD} mobileOffset={BELOW_HEAD} theme={theme} containerAriaLabel={label} />;
}
