"""Plain texts that no brand wrote, by language: what a model must still be able to say.

Written for Signet. Each is a brief and an answer, asked in the same frame as brand texts.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.contract.items import Example

_USUAL = "en"
_TEXTS: dict[str, tuple[tuple[str, str], ...]] = {
    "en": (
        ("What is a glacier?", "A glacier is a large body of ice that forms where more snow falls "
         "than melts. It moves slowly downhill under its own weight and shapes the valley below."),
        ("How does a bicycle pump work?", "A piston presses air into a cylinder. A valve lets the "
         "air pass into the tyre and closes when the pressure in the tyre is higher."),
        ("Why do leaves change colour in autumn?", "The tree takes the green pigment back before "
         "winter. Yellow and orange pigments, which were in the leaf all along, become visible."),
        ("Explain what a library catalogue is for.", "A library catalogue lists every book with "
         "its author, title and place on the shelf, so that readers can find what they need."),
        ("Describe how bread dough rises.", "Yeast feeds on the sugar in the flour and gives off "
         "carbon dioxide. The gluten holds the gas, and the dough grows to about twice its size."),
        ("What is the difference between weather and climate?", "Weather is the state of the air "
         "on a given day. Climate is the average of the weather over thirty years or more."),
        ("How are tides caused?", "The moon and the sun attract the water of the oceans. As the "
         "earth turns, most coasts have two high tides and two low tides a day."),
        ("What does a seismograph measure?", "A seismograph records movements of the ground. From "
         "several records, scientists work out where an earthquake began and how strong it was."),
    ),
    "de": (
        ("Was ist ein Gletscher?", "Ein Gletscher ist eine große Eismasse, die dort entsteht, wo "
         "mehr Schnee fällt als schmilzt. Er fließt langsam talwärts und formt das Tal."),
        ("Wie funktioniert eine Luftpumpe?", "Ein Kolben presst Luft in einen Zylinder. Ein Ventil "
         "lässt sie in den Reifen und schließt, wenn der Druck im Reifen höher ist."),
        ("Warum färben sich im Herbst die Blätter?", "Der Baum holt den grünen Farbstoff vor dem "
         "Winter zurück. Gelbe und orange Farbstoffe, die schon da waren, werden sichtbar."),
        ("Wozu dient ein Bibliothekskatalog?", "Ein Katalog nennt zu jedem Buch Verfasser, Titel "
         "und Standort, damit Leserinnen und Leser finden, was sie suchen."),
        ("Wie geht Brotteig auf?", "Hefe lebt vom Zucker im Mehl und gibt Kohlendioxid ab. Der "
         "Kleber hält das Gas fest, und der Teig wird etwa doppelt so groß."),
        ("Was unterscheidet Wetter und Klima?", "Wetter ist der Zustand der Luft an einem Tag. "
         "Klima ist das Mittel des Wetters über dreißig Jahre oder mehr."),
        ("Wie entstehen Ebbe und Flut?", "Mond und Sonne ziehen das Wasser der Meere an. Weil sich "
         "die Erde dreht, gibt es an den meisten Küsten zweimal am Tag Hochwasser."),
        ("Was misst ein Seismograph?", "Ein Seismograph zeichnet Bewegungen des Bodens auf. Aus "
         "mehreren Aufzeichnungen lässt sich bestimmen, wo ein Erdbeben begann."),
    ),
    "fr": (
        ("Qu'est-ce qu'un glacier ?", "Un glacier est une grande masse de glace qui se forme là où "
         "il tombe plus de neige qu'il n'en fond. Il descend lentement et façonne la vallée."),
        ("Comment fonctionne une pompe à vélo ?", "Un piston comprime l'air dans un cylindre. Une "
         "valve laisse passer l'air vers le pneu et se ferme quand la pression y est plus forte."),
        ("Pourquoi les feuilles changent-elles de couleur ?", "L'arbre reprend le pigment vert "
         "avant l'hiver. Les pigments jaunes et orangés, déjà présents, deviennent visibles."),
        ("Comment la pâte à pain lève-t-elle ?", "La levure se nourrit du sucre de la farine et "
         "dégage du gaz carbonique. Le gluten retient le gaz et la pâte double de volume."),
        ("Quelle est la différence entre météo et climat ?", "La météo décrit l'état de l'air un "
         "jour donné. Le climat est la moyenne du temps sur trente ans ou davantage."),
        ("Que mesure un sismographe ?", "Un sismographe enregistre les mouvements du sol. Plus"
         "ieurs enregistrements permettent de situer le début d'un séisme et d'estimer sa force."),
    ),
    "es": (
        ("¿Qué es un glaciar?", "Un glaciar es una gran masa de hielo que se forma donde cae más "
         "nieve de la que se funde. Baja despacio por su peso y da forma al valle."),
        ("¿Cómo funciona una bomba de bicicleta?", "Un pistón comprime el aire en un cilindro. Una "
         "válvula deja pasar el aire al neumático y se cierra cuando la presión allí es mayor."),
        ("¿Por qué cambian de color las hojas?", "El árbol recupera el pigmento verde antes del "
         "invierno. Los pigmentos amarillos y naranjas, que ya estaban, se hacen visibles."),
        ("¿Cómo sube la masa del pan?", "La levadura se alimenta del azúcar de la harina y "
         "desprende dióxido de carbono. El gluten retiene el gas y la masa dobla su tamaño."),
        ("¿En qué se diferencian el tiempo y el clima?", "El tiempo es el estado del aire en un "
         "día. El clima es la media del tiempo durante treinta años o más."),
        ("¿Qué mide un sismógrafo?", "Un sismógrafo registra los movimientos del suelo. Con varios "
         "registros se calcula dónde empezó un terremoto y qué fuerza tuvo."),
    ),
}  # fmt: skip


def control_examples(languages: Sequence[str]) -> list[Example]:
    """Neutral briefs with answers in these languages (ISO 639-1), in English for others."""
    known = [one for one in languages if one in _TEXTS] or [_USUAL]
    return [
        Example(f"control-{language}-{number}", -1, "control", brief, text)
        for language in dict.fromkeys(known)
        for number, (brief, text) in enumerate(_TEXTS[language])
    ]
