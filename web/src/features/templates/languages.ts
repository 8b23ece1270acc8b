/** The codes Meta knows them by; those used in Brazil and around it. */
export const LANGUAGES = ["pt_BR", "pt_PT", "en_US", "es", "es_AR", "es_MX"];
