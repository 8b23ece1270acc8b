"""What contacts ask in the benchmarks: questions the demo articles answer, and what people say besides."""

QUESTIONS = [
    "Qual o prazo de entrega para Belo Horizonte?",
    "Como faço para trocar uma bota que ficou pequena?",
    "Vocês aceitam pix?",
    "Posso parcelar em quantas vezes?",
    "Quanto custa o frete para Curitiba?",
    "Onde fica a loja de vocês?",
    "Qual o horário da loja?",
    "Meu pedido ainda não chegou, o que eu faço?",
    "A jaqueta tem garantia?",
    "Como lavar a jaqueta impermeável?",
    "Quero devolver um produto",
    "Vocês emitem nota fiscal?",
    "Dá para retirar na loja?",
    "O boleto venceu, e agora?",
    "Como uso meu cupom de desconto?",
    "Vocês alugam barraca?",
]
