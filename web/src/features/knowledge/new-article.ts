/** As the value of `artigo` in the address, an article that is being written. */
export const NEW = "novo";
