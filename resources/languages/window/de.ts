<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>AdapterCard</name>
    <message>
        <source>Adapter {name}, {kind}, learnt from {source}</source>
        <translation>Adapter {name}, {kind}, Grundlage: {source}</translation>
    </message>
    <message>
        <source>Works without a code word</source>
        <translation>Wirkt ohne Codewort</translation>
    </message>
    <message>
        <source>Best at {strength}, {size}</source>
        <translation>Am besten bei {strength}, {size}</translation>
    </message>
    <message>
        <source>Its file is missing</source>
        <translation>Seine Datei fehlt</translation>
    </message>
</context>
<context>
    <name>AdaptersPage</name>
    <message>
        <source>Adapters</source>
        <translation>Adapter</translation>
    </message>
    <message>
        <source>Search by name, code word or brand</source>
        <translation>Adapter suchen</translation>
    </message>
    <message>
        <source>Train the first one</source>
        <translation>Den ersten trainieren</translation>
    </message>
    <message>
        <source>Bring one from elsewhere…</source>
        <translation>Einen von anderswo holen…</translation>
    </message>
    <message>
        <source>Nothing has been learnt yet</source>
        <translation>Noch wurde nichts gelernt</translation>
    </message>
    <message>
        <source>An adapter is what Signet has learnt from your photos or texts.</source>
        <translation>Ein Adapter ist, was Signet aus Ihren Fotos oder Texten gelernt hat.</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Texts</source>
        <translation>Texte</translation>
    </message>
    <message>
        <source>Which adapters</source>
        <translation>Welche Adapter</translation>
    </message>
    <message>
        <source>This brand only</source>
        <translation>Nur diese Marke</translation>
    </message>
    <message>
        <source>Bring from elsewhere</source>
        <translation>Von anderswo holen</translation>
    </message>
    <message>
        <source>A file…</source>
        <translation>Eine Datei…</translation>
    </message>
    <message>
        <source>A folder…</source>
        <translation>Ein Ordner…</translation>
    </message>
    <message>
        <source>All adapters</source>
        <translation>Alle Adapter</translation>
    </message>
    <message>
        <source>Use in Compare</source>
        <translation>Im Vergleich verwenden</translation>
    </message>
    <message>
        <source>“{name}” is written.</source>
        <translation>„{name}“ ist geschrieben.</translation>
    </message>
    <message>
        <source>Nothing has these words.</source>
        <translation>Diese Wörter kommen nirgends vor.</translation>
    </message>
    <message>
        <source>There is no adapter of this kind yet.</source>
        <translation>Von dieser Art gibt es noch keinen Adapter.</translation>
    </message>
    <message>
        <source>Rename adapter</source>
        <translation>Adapter umbenennen</translation>
    </message>
    <message>
        <source>Set best strength</source>
        <translation>Beste Stärke festlegen</translation>
    </message>
    <message>
        <source>Blind sheet</source>
        <translation>Blindbogen</translation>
    </message>
    <message>
        <source>Page to read or print</source>
        <translation>Seite zum Lesen oder Drucken</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Tabelle</translation>
    </message>
    <message>
        <source>Folder for the adapter</source>
        <translation>Ordner für den Adapter</translation>
    </message>
    <message>
        <source>Delete adapter</source>
        <translation>Adapter löschen</translation>
    </message>
    <message>
        <source>“{name}” is in the bin for 30 days.</source>
        <translation>„{name}“ liegt 30 Tage im Papierkorb.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>“{name}” is on the shelf.</source>
        <translation>„{name}“ steht im Regal.</translation>
    </message>
    <message>
        <source>Adapter from elsewhere</source>
        <translation>Adapter von anderswo</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>Alle Dateien</translation>
    </message>
    <message>
        <source>Folder of an adapter</source>
        <translation>Ordner eines Adapters</translation>
    </message>
</context>
<context>
    <name>AdjustDialog</name>
    <message numerus="yes">
        <source>%n photo(s) alike</source>
        <translation>
            <numerusform>%n Foto gleichermaßen</numerusform>
            <numerusform>%n Fotos gleichermaßen</numerusform>
        </translation>
    </message>
    <message>
        <source>Adjust</source>
        <translation>Anpassen</translation>
    </message>
    <message>
        <source>Turn left</source>
        <translation>Links drehen</translation>
    </message>
    <message>
        <source>Turn right</source>
        <translation>Rechts drehen</translation>
    </message>
    <message>
        <source>Straighten</source>
        <translation>Gerade richten</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Licht</translation>
    </message>
    <message>
        <source>Warmth</source>
        <translation>Wärme</translation>
    </message>
    <message>
        <source>Auto light</source>
        <translation>Licht automatisch</translation>
    </message>
    <message>
        <source>Auto level</source>
        <translation>Waagerecht automatisch</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>Form</translation>
    </message>
    <message>
        <source>The whole picture</source>
        <translation>Das ganze Bild</translation>
    </message>
    <message>
        <source>As it is now</source>
        <translation>Wie jetzt</translation>
    </message>
    <message>
        <source>Close to the subject</source>
        <translation>Eng um das Motiv</translation>
    </message>
    <message>
        <source>Square</source>
        <translation>Quadratisch</translation>
    </message>
    <message>
        <source>As imported</source>
        <translation>Wie importiert</translation>
    </message>
    <message>
        <source>The originals are kept; you can undo this.</source>
        <translation>Die Originale bleiben erhalten; Sie können dies rückgängig machen.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message numerus="yes">
        <source>Change %n photo(s)</source>
        <translation>
            <numerusform>%n Foto ändern</numerusform>
            <numerusform>%n Fotos ändern</numerusform>
        </translation>
    </message>
    <message>
        <source>Adjust photos</source>
        <translation>Fotos anpassen</translation>
    </message>
</context>
<context>
    <name>BackgroundsDialog</name>
    <message>
        <source>Vary the backgrounds</source>
        <translation>Hintergründe variieren</translation>
    </message>
    <message>
        <source>About half of the photos get another background, so that the adapter learns the product and not what stands behind it. The other half stays as it is: real light and real ground belong to the product, too.</source>
        <translation>Etwa die Hälfte der Fotos bekommt einen anderen Hintergrund, damit der Adapter das Produkt lernt und nicht, was dahinter steht. Die andere Hälfte bleibt, wie sie ist: Auch echtes Licht und echter Boden gehören zum Produkt.</translation>
    </message>
    <message>
        <source>Brand colours</source>
        <translation>Markenfarben</translation>
    </message>
    <message>
        <source>Quiet colours</source>
        <translation>Ruhige Farben</translation>
    </message>
    <message>
        <source>Gradients</source>
        <translation>Verläufe</translation>
    </message>
    <message>
        <source>Own pictures</source>
        <translation>Eigene Bilder</translation>
    </message>
    <message>
        <source>Add pictures …</source>
        <translation>Bilder hinzufügen …</translation>
    </message>
    <message>
        <source>They stand behind the product out of focus</source>
        <translation>Sie stehen unscharf hinter dem Produkt</translation>
    </message>
    <message>
        <source>Touch up …</source>
        <translation>Nachbessern …</translation>
    </message>
    <message>
        <source>Paint what belongs to the product of the chosen photo</source>
        <translation>Malen Sie im gewählten Foto an, was zum Produkt gehört</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Vorher</translation>
    </message>
    <message>
        <source>Show the photos as they are now, or as they would be</source>
        <translation>Zeigt die Fotos, wie sie jetzt sind oder wie sie würden</translation>
    </message>
    <message>
        <source>Photos with their new backgrounds</source>
        <translation>Fotos mit ihren neuen Hintergründen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>{name}
in doubt: look closely</source>
        <translation>{name}
unsicher: genau ansehen</translation>
    </message>
    <message>
        <source>Preparing {done} of {total}</source>
        <translation>{done} von {total} werden vorbereitet</translation>
    </message>
    <message>
        <source>Choose what may stand behind the product.</source>
        <translation>Wählen Sie, was hinter dem Produkt stehen darf.</translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s) in doubt: the product could not be cut out surely.</source>
        <translation>
            <numerusform>%n Foto ist unsicher: Das Produkt ließ sich nicht sauber freistellen.</numerusform>
            <numerusform>%n Fotos sind unsicher: Das Produkt ließ sich nicht sauber freistellen.</numerusform>
        </translation>
    </message>
    <message>
        <source>The originals are kept; you can undo this.</source>
        <translation>Die Originale bleiben erhalten; Sie können dies rückgängig machen.</translation>
    </message>
    <message numerus="yes">
        <source>Use for %n photo(s)</source>
        <translation>
            <numerusform>Für %n Foto verwenden</numerusform>
            <numerusform>Für %n Fotos verwenden</numerusform>
        </translation>
    </message>
    <message>
        <source>After</source>
        <translation>Nachher</translation>
    </message>
    <message>
        <source>Pictures for backgrounds</source>
        <translation>Bilder für Hintergründe</translation>
    </message>
    <message>
        <source>Pictures (*.jpg *.jpeg *.png *.webp *.heic *.tif *.tiff)</source>
        <translation>Bilder (*.jpg *.jpeg *.png *.webp *.heic *.tif *.tiff)</translation>
    </message>
    <message>
        <source>Own pictures ({count})</source>
        <translation>Eigene Bilder ({count})</translation>
    </message>
</context>
<context>
    <name>BackupsSection</name>
    <message>
        <source>made automatically</source>
        <translation>automatisch gemacht</translation>
    </message>
    <message>
        <source>made by you</source>
        <translation>von Ihnen gemacht</translation>
    </message>
    <message>
        <source>before an update of Signet</source>
        <translation>vor einer Aktualisierung von Signet</translation>
    </message>
    <message>
        <source>Backups</source>
        <translation>Sicherungen</translation>
    </message>
    <message>
        <source>Signet copies its list of brands, captions, ratings and rights by itself. Your photos, adapters and results are not in these copies: back up the library&apos;s folder to keep those twice.</source>
        <translation>Signet kopiert seine Liste der Marken, Bildbeschreibungen, Bewertungen und Rechte von selbst. Ihre Fotos, Adapter und Ergebnisse sind nicht in diesen Kopien: Sichern Sie den Ordner der Bibliothek, um auch sie doppelt zu haben.</translation>
    </message>
    <message>
        <source>Back up now</source>
        <translation>Jetzt sichern</translation>
    </message>
    <message>
        <source>There is no backup yet.</source>
        <translation>Es gibt noch keine Sicherung.</translation>
    </message>
    <message numerus="yes">
        <source>%n older backup(s)</source>
        <translation>
            <numerusform>%n ältere Sicherung</numerusform>
            <numerusform>%n ältere Sicherungen</numerusform>
        </translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>Restore the backup of {moment}</source>
        <translation>Die Sicherung vom {moment} wiederherstellen</translation>
    </message>
    <message>
        <source>Go back to {moment}?</source>
        <translation>Zurück zum {moment}?</translation>
    </message>
    <message>
        <source>Everything entered since then disappears from the list: brands, captions, ratings, new results. The present list is kept beside the backups. Signet closes and comes back by itself.</source>
        <translation>Alles seitdem Eingegebene verschwindet aus der Liste: Marken, Bildbeschreibungen, Bewertungen, neue Ergebnisse. Die jetzige Liste wird bei den Sicherungen aufgehoben. Signet schließt sich und kommt von selbst wieder.</translation>
    </message>
    <message>
        <source>Restore and restart</source>
        <translation>Wiederherstellen und neu starten</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Restoring the backup</source>
        <translation>Die Sicherung wird wiederhergestellt</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>Bar</name>
    <message numerus="yes">
        <source>%n stack(s)</source>
        <translation>
            <numerusform>%n Stapel</numerusform>
            <numerusform>%n Stapel</numerusform>
        </translation>
    </message>
    <message>
        <source>Photos that look alike: keep the best one of each stack</source>
        <translation>Fotos, die sich ähneln: Behalten Sie das beste aus jedem Stapel</translation>
    </message>
    <message>
        <source>Order of the list</source>
        <translation>Reihenfolge der Liste</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Add photos or texts</source>
        <translation>Fotos oder Texte hinzufügen</translation>
    </message>
    <message>
        <source>Choose files …</source>
        <translation>Dateien wählen …</translation>
    </message>
    <message>
        <source>Choose a folder …</source>
        <translation>Ordner wählen …</translation>
    </message>
    <message>
        <source>Stack photos that look alike</source>
        <translation>Ähnliche Fotos stapeln</translation>
    </message>
</context>
<context>
    <name>BaseLine</name>
    <message>
        <source>{model} has other settings, another vocabulary or another template of conversations than when {adapters} learnt from it. It can be used, but may answer a little differently.</source>
        <translation>{model} hat andere Einstellungen, einen anderen Wortschatz oder eine andere Gesprächsvorlage als damals, als {adapters} davon lernte. Das Modell lässt sich nutzen, antwortet aber vielleicht etwas anders.</translation>
    </message>
</context>
<context>
    <name>BestStrength</name>
    <message>
        <source>Best strength</source>
        <translation>Beste Stärke</translation>
    </message>
    <message>
        <source>Best strength in percent</source>
        <translation>Beste Stärke in Prozent</translation>
    </message>
    <message>
        <source>Compare begins with this strength. 100 % is as trained.</source>
        <translation>Der Vergleich beginnt mit dieser Stärke. 100 % ist wie trainiert.</translation>
    </message>
</context>
<context>
    <name>BinList</name>
    <message>
        <source>Restore</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>Delete for good</source>
        <translation>Endgültig löschen</translation>
    </message>
    <message>
        <source>Deleted {when}</source>
        <translation>Gelöscht {when}</translation>
    </message>
    <message numerus="yes">
        <source>goes for good in %n day(s)</source>
        <translation>
            <numerusform>endgültig weg in %n Tag</numerusform>
            <numerusform>endgültig weg in %n Tagen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>BlindBar</name>
    <message>
        <source>Which one is best? Click it, or press its number.</source>
        <translation>Welches ist das beste? Klicken Sie es an, oder drücken Sie seine Nummer.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Show the names</source>
        <translation>Namen zeigen</translation>
    </message>
    <message>
        <source>{done} of {rows} rows judged</source>
        <translation>{done} von {rows} Reihen beurteilt</translation>
    </message>
</context>
<context>
    <name>BlindPairs</name>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>{name} is closer</source>
        <translation>{name} ist näher</translation>
    </message>
    <message>
        <source>You chose the trained adapter in {right} of {all} pairs.</source>
        <translation>Sie haben in {right} von {all} Paaren den trainierten Adapter gewählt.</translation>
    </message>
    <message>
        <source>The others were written with a prompt and examples alone.</source>
        <translation>Die anderen entstanden allein mit einer Anweisung und Beispielen.</translation>
    </message>
    <message>
        <source>{number} of {all}: which one sounds more like {brand}?</source>
        <translation>{number} von {all}: Was klingt mehr nach {brand}?</translation>
    </message>
</context>
<context>
    <name>BoardModel</name>
    <message>
        <source>Variation number {number}: all columns begin from the same chance.</source>
        <translation>Variante {number}: Alle Spalten beginnen mit demselben Zufall.</translation>
    </message>
    <message>
        <source>Choice {letter}</source>
        <translation>Wahl {letter}</translation>
    </message>
    <message>
        <source>variation {number}</source>
        <translation>Variante {number}</translation>
    </message>
    <message>
        <source>being made</source>
        <translation>entsteht gerade</translation>
    </message>
    <message>
        <source>not made yet</source>
        <translation>noch nicht gemacht</translation>
    </message>
    <message>
        <source>chosen</source>
        <translation>gewählt</translation>
    </message>
    <message numerus="yes">
        <source>%n star(s)</source>
        <translation>
            <numerusform>%n Stern</numerusform>
            <numerusform>%n Sterne</numerusform>
        </translation>
    </message>
    <message>
        <source>favourite</source>
        <translation>Favorit</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>verworfen</translation>
    </message>
</context>
<context>
    <name>BoardView</name>
    <message>
        <source>Results</source>
        <translation>Ergebnisse</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Use these settings again</source>
        <translation>Diese Einstellungen wieder verwenden</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>Bewerten</translation>
    </message>
    <message numerus="yes">
        <source>%n star(s)</source>
        <translation>
            <numerusform>%n Stern</numerusform>
            <numerusform>%n Sterne</numerusform>
        </translation>
    </message>
    <message>
        <source>No rating</source>
        <translation>Keine Bewertung</translation>
    </message>
    <message>
        <source>Favourite</source>
        <translation>Favorit</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>The result is in the bin.</source>
        <translation>Das Ergebnis liegt im Papierkorb.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
</context>
<context>
    <name>BoardsModel</name>
    <message numerus="yes">
        <source>%n result(s)</source>
        <translation>
            <numerusform>%n Ergebnis</numerusform>
            <numerusform>%n Ergebnisse</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n favourite(s)</source>
        <translation>
            <numerusform>%n Favorit</numerusform>
            <numerusform>%n Favoriten</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>BrandDialog</name>
    <message>
        <source>New brand</source>
        <translation>Neue Marke</translation>
    </message>
    <message>
        <source>Edit the brand</source>
        <translation>Marke bearbeiten</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Create the brand</source>
        <translation>Marke anlegen</translation>
    </message>
    <message>
        <source>Keep changes</source>
        <translation>Änderungen behalten</translation>
    </message>
    <message>
        <source>Morning Ember</source>
        <translation>Morning Ember</translation>
    </message>
    <message>
        <source>cup, shoe, coffee maker</source>
        <translation>Tasse, Schuh, Kaffeemaschine</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>What the photos show</source>
        <translation>Was die Fotos zeigen</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>Logo</source>
        <translation>Logo</translation>
    </message>
    <message>
        <source>Language of the texts</source>
        <translation>Sprache der Texte</translation>
    </message>
    <message>
        <source>Code word</source>
        <translation>Codewort</translation>
    </message>
    <message>
        <source>People</source>
        <translation>Personen</translation>
    </message>
    <message>
        <source>No people in our pictures</source>
        <translation>Keine Personen auf unseren Bildern</translation>
    </message>
    <message>
        <source>A face on a photo then stops a training until you decide.</source>
        <translation>Ein Gesicht auf einem Foto hält dann ein Training an, bis Sie entscheiden.</translation>
    </message>
    <message>
        <source>Suggest one</source>
        <translation>Eines vorschlagen</translation>
    </message>
    <message>
        <source>Suggest a code word</source>
        <translation>Ein Codewort vorschlagen</translation>
    </message>
    <message>
        <source>What was trained until now goes on listening to the old word.</source>
        <translation>Was bisher trainiert wurde, hört weiter auf das alte Wort.</translation>
    </message>
    <message>
        <source>A made-up word that stands for the brand in captions and briefs. Leave it as it is when in doubt.</source>
        <translation>Ein erfundenes Wort, das in Bildbeschreibungen und Briefings für die Marke steht. Lassen Sie es im Zweifel, wie es ist.</translation>
    </message>
</context>
<context>
    <name>BriefBox</name>
    <message>
        <source>Brief</source>
        <translation>Briefing</translation>
    </message>
    <message>
        <source>What shall be made?</source>
        <translation>Was soll entstehen?</translation>
    </message>
    <message>
        <source>Earlier briefs</source>
        <translation>Frühere Briefings</translation>
    </message>
    <message>
        <source>Variations</source>
        <translation>Varianten</translation>
    </message>
    <message>
        <source>How many versions of this brief. Every column makes the same ones.</source>
        <translation>Wie viele Fassungen dieses Briefings. Jede Spalte macht dieselben.</translation>
    </message>
    <message>
        <source>Other variation numbers</source>
        <translation>Andere Varianten</translation>
    </message>
    <message>
        <source>Other variation numbers. Now: {numbers}</source>
        <translation>Andere Varianten. Jetzt: {numbers}</translation>
    </message>
    <message>
        <source>The code word “{word}” is missing. “{name}” listens to it.</source>
        <translation>Das Codewort „{word}“ fehlt. „{name}“ hört darauf.</translation>
    </message>
    <message>
        <source>Put it in</source>
        <translation>Einsetzen</translation>
    </message>
    <message>
        <source>Put the code word {word} in</source>
        <translation>Das Codewort {word} einsetzen</translation>
    </message>
</context>
<context>
    <name>BriefHistory</name>
    <message>
        <source>Search earlier briefs</source>
        <translation>Frühere Briefings durchsuchen</translation>
    </message>
    <message>
        <source>Earlier briefs</source>
        <translation>Frühere Briefings</translation>
    </message>
    <message>
        <source>No brief answers. Results keep their briefs here.</source>
        <translation>Kein Briefing passt. Ergebnisse bewahren ihre Briefings hier auf.</translation>
    </message>
    <message numerus="yes">
        <source>%n result(s)</source>
        <translation>
            <numerusform>%n Ergebnis</numerusform>
            <numerusform>%n Ergebnisse</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>BriefLine</name>
    <message>
        <source>Take this brief into the box</source>
        <translation>Dieses Briefing ins Feld übernehmen</translation>
    </message>
    <message>
        <source>Take this brief off the board</source>
        <translation>Dieses Briefing vom Brett nehmen</translation>
    </message>
</context>
<context>
    <name>BulkCaptions</name>
    <message>
        <source>Captions</source>
        <translation>Bildbeschreibungen</translation>
    </message>
    <message>
        <source>Find and replace</source>
        <translation>Suchen und ersetzen</translation>
    </message>
    <message>
        <source>Find words</source>
        <translation>Wörter suchen</translation>
    </message>
    <message>
        <source>Replace with (empty removes)</source>
        <translation>Ersetzen durch (leer entfernt)</translation>
    </message>
    <message>
        <source>How</source>
        <translation>Wie</translation>
    </message>
    <message>
        <source>Whole words only</source>
        <translation>Nur ganze Wörter</translation>
    </message>
    <message>
        <source>Upper and lower case matter</source>
        <translation>Groß- und Kleinschreibung zählt</translation>
    </message>
    <message>
        <source>Add words to all</source>
        <translation>Bei allen Wörter anfügen</translation>
    </message>
    <message>
        <source>for example: on a table</source>
        <translation>zum Beispiel: auf einem Tisch</translation>
    </message>
    <message numerus="yes">
        <source>Fill %n empty caption(s)</source>
        <translation>
            <numerusform>%n leere Bildbeschreibung ergänzen</numerusform>
            <numerusform>%n leere Bildbeschreibungen ergänzen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Add the code word to %n</source>
        <translation>
            <numerusform>Codewort in %n einfügen</numerusform>
            <numerusform>Codewort in %n einfügen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Remove from %n caption(s)</source>
        <translation>
            <numerusform>Aus %n Bildbeschreibung entfernen</numerusform>
            <numerusform>Aus %n Bildbeschreibungen entfernen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Replace in %n caption(s)</source>
        <translation>
            <numerusform>In %n Bildbeschreibung ersetzen</numerusform>
            <numerusform>In %n Bildbeschreibungen ersetzen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Add to %n caption(s)</source>
        <translation>
            <numerusform>An %n Bildbeschreibung anfügen</numerusform>
            <numerusform>An %n Bildbeschreibungen anfügen</numerusform>
        </translation>
    </message>
    <message>
        <source>These words stand in none of the captions.</source>
        <translation>Diese Wörter stehen in keiner der Bildbeschreibungen.</translation>
    </message>
    <message>
        <source>Select fewer photos to change their captions together.</source>
        <translation>Wählen Sie weniger Fotos aus, um ihre Bildbeschreibungen gemeinsam zu ändern.</translation>
    </message>
    <message>
        <source>Fill captions</source>
        <translation>Bildbeschreibungen ergänzen</translation>
    </message>
    <message>
        <source>Add the code word</source>
        <translation>Codewort einfügen</translation>
    </message>
    <message>
        <source>Replace in captions</source>
        <translation>In Bildbeschreibungen ersetzen</translation>
    </message>
    <message>
        <source>Add words to captions</source>
        <translation>Wörter an Bildbeschreibungen anfügen</translation>
    </message>
</context>
<context>
    <name>BusyStrip</name>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
</context>
<context>
    <name>CaptionEditor</name>
    <message>
        <source>Caption</source>
        <translation>Bildbeschreibung</translation>
    </message>
    <message>
        <source>What is to be seen: the thing, the place, the light …</source>
        <translation>Was zu sehen ist: das Ding, der Ort, das Licht …</translation>
    </message>
    <message>
        <source>Add the code word</source>
        <translation>Codewort einfügen</translation>
    </message>
    <message>
        <source>Suggest</source>
        <translation>Vorschlagen</translation>
    </message>
    <message>
        <source>Writes a simple caption from what can be measured</source>
        <translation>Schreibt eine einfache Bildbeschreibung aus dem, was sich messen lässt</translation>
    </message>
    <message>
        <source>with the code word “{word}”</source>
        <translation>mit dem Codewort „{word}“</translation>
    </message>
    <message>
        <source>without the code word</source>
        <translation>ohne das Codewort</translation>
    </message>
    <message numerus="yes">
        <source>%n word(s)</source>
        <translation>
            <numerusform>%n Wort</numerusform>
            <numerusform>%n Wörter</numerusform>
        </translation>
    </message>
    <message>
        <source>Up to {most} words are learnt from well.</source>
        <translation>Aus bis zu {most} Wörtern wird gut gelernt.</translation>
    </message>
    <message numerus="yes">
        <source>{model} will not read the last %n word(s).</source>
        <translation>
            <numerusform>Das letzte Wort wird von {model} nicht gelesen.</numerusform>
            <numerusform>Die letzten %n Wörter werden von {model} nicht gelesen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Room for about %n more word(s).</source>
        <translation>
            <numerusform>Platz für etwa %n weiteres Wort.</numerusform>
            <numerusform>Platz für etwa %n weitere Wörter.</numerusform>
        </translation>
    </message>
    <message>
        <source>{used} of {most} pieces of words, counted as {model} reads them</source>
        <translation>{used} von {most} Wortstücken, gezählt, wie {model} sie liest</translation>
    </message>
    <message>
        <source>About {used} of {most} pieces of words that {model} reads</source>
        <translation>Etwa {used} von {most} Wortstücken, die {model} liest</translation>
    </message>
</context>
<context>
    <name>CaptionPanel</name>
    <message>
        <source>A model that sees, on this computer; you look at each caption first</source>
        <translation>Ein Modell, das sieht, auf diesem Computer; Sie sehen jede Beschreibung zuerst an</translation>
    </message>
    <message>
        <source>Rights</source>
        <translation>Rechte</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Nothing selected</source>
        <translation>Nichts ausgewählt</translation>
    </message>
    <message>
        <source>Select a photo or a text to describe it; select several to describe all.</source>
        <translation>Wählen Sie ein Foto oder einen Text, um es zu beschreiben; wählen Sie mehrere, um alle zu beschreiben.</translation>
    </message>
    <message>
        <source>Description of the selection</source>
        <translation>Beschreibung der Auswahl</translation>
    </message>
    <message>
        <source>Previous (Alt+Up)</source>
        <translation>Voriges (Alt+Auf)</translation>
    </message>
    <message>
        <source>Next (Alt+Down)</source>
        <translation>Nächstes (Alt+Ab)</translation>
    </message>
    <message numerus="yes">
        <source>Let a model describe %n photo(s)</source>
        <translation>
            <numerusform>%n Foto beschreiben lassen</numerusform>
            <numerusform>%n Fotos beschreiben lassen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n item(s) selected</source>
        <translation>
            <numerusform>%n Eintrag ausgewählt</numerusform>
            <numerusform>%n Einträge ausgewählt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n text(s) selected</source>
        <translation>
            <numerusform>%n Text ausgewählt</numerusform>
            <numerusform>%n Texte ausgewählt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s) selected</source>
        <translation>
            <numerusform>%n Foto ausgewählt</numerusform>
            <numerusform>%n Fotos ausgewählt</numerusform>
        </translation>
    </message>
    <message>
        <source>This photo cannot be shown; its file is missing.</source>
        <translation>Dieses Foto lässt sich nicht zeigen; seine Datei fehlt.</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Size of the original</source>
        <translation>Größe des Originals</translation>
    </message>
    <message>
        <source>Taken</source>
        <translation>Aufgenommen</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>Colour profile</source>
        <translation>Farbprofil</translation>
    </message>
    <message>
        <source>Place of taking</source>
        <translation>Aufnahmeort</translation>
    </message>
    <message>
        <source>was in the file; it is not kept</source>
        <translation>stand in der Datei; er wird nicht aufgehoben</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message numerus="yes">
        <source>%n word(s)</source>
        <translation>
            <numerusform>%n Wort</numerusform>
            <numerusform>%n Wörter</numerusform>
        </translation>
    </message>
    <message>
        <source>Added</source>
        <translation>Hinzugefügt</translation>
    </message>
    <message>
        <source>Suggest a caption</source>
        <translation>Bildbeschreibung vorschlagen</translation>
    </message>
</context>
<context>
    <name>CaptionsState</name>
    <message>
        <source>Edit caption</source>
        <translation>Bildbeschreibung bearbeiten</translation>
    </message>
    <message numerus="yes">
        <source>%n caption(s) changed.</source>
        <translation>
            <numerusform>%n Bildbeschreibung geändert.</numerusform>
            <numerusform>%n Bildbeschreibungen geändert.</numerusform>
        </translation>
    </message>
    <message>
        <source>Change rights</source>
        <translation>Rechte ändern</translation>
    </message>
    <message>
        <source>Change what a text is</source>
        <translation>Art des Textes ändern</translation>
    </message>
    <message>
        <source>Edit fields</source>
        <translation>Felder bearbeiten</translation>
    </message>
</context>
<context>
    <name>CellDelegate</name>
    <message numerus="yes">
        <source>%n word(s)</source>
        <translation>
            <numerusform>%n Wort</numerusform>
            <numerusform>%n Wörter</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n character(s)</source>
        <translation>
            <numerusform>%n Zeichen</numerusform>
            <numerusform>%n Zeichen</numerusform>
        </translation>
    </message>
    <message>
        <source>{count} of {limit} characters</source>
        <translation>{count} von {limit} Zeichen</translation>
    </message>
    <message>
        <source>Without adapter</source>
        <translation>Ohne Adapter</translation>
    </message>
    <message>
        <source>The file of this picture is missing.</source>
        <translation>Die Datei dieses Bildes fehlt.</translation>
    </message>
    <message>
        <source>Open to read on</source>
        <translation>Zum Weiterlesen öffnen</translation>
    </message>
    <message>
        <source>Being made</source>
        <translation>Entsteht gerade</translation>
    </message>
    <message>
        <source>Not made yet</source>
        <translation>Noch nicht gemacht</translation>
    </message>
</context>
<context>
    <name>CellTools</name>
    <message>
        <source>Favourite (F)</source>
        <translation>Favorit (F)</translation>
    </message>
    <message>
        <source>Reject (X)</source>
        <translation>Verwerfen (X)</translation>
    </message>
    <message>
        <source>Use these settings again (R)</source>
        <translation>Diese Einstellungen wieder verwenden (R)</translation>
    </message>
    <message>
        <source>Open (Enter)</source>
        <translation>Öffnen (Eingabe)</translation>
    </message>
</context>
<context>
    <name>ChoicesView</name>
    <message>
        <source>What should it learn?</source>
        <translation>Was soll gelernt werden?</translation>
    </message>
    <message>
        <source>On which model?</source>
        <translation>Auf welchem Modell?</translation>
    </message>
    <message>
        <source>How thorough?</source>
        <translation>Wie gründlich?</translation>
    </message>
    <message>
        <source>A product</source>
        <translation>Ein Produkt</translation>
    </message>
    <message>
        <source>A style</source>
        <translation>Ein Stil</translation>
    </message>
    <message>
        <source>A voice</source>
        <translation>Eine Stimme</translation>
    </message>
    <message>
        <source>Quick try</source>
        <translation>Schneller Versuch</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>Ausgewogen</translation>
    </message>
    <message>
        <source>Careful</source>
        <translation>Sorgfältig</translation>
    </message>
    <message numerus="yes">
        <source>How one thing looks, from %n photo(s)</source>
        <translation>
            <numerusform>Wie ein Produkt aussieht, aus %n Foto</numerusform>
            <numerusform>Wie ein Produkt aussieht, aus %n Fotos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>How everything looks, from %n photo(s)</source>
        <translation>
            <numerusform>Wie alles aussieht, aus %n Foto</numerusform>
            <numerusform>Wie alles aussieht, aus %n Fotos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>How the brand speaks, from %n text(s)</source>
        <translation>
            <numerusform>Wie die Marke spricht, aus %n Text</numerusform>
            <numerusform>Wie die Marke spricht, aus %n Texten</numerusform>
        </translation>
    </message>
    <message>
        <source>Needs photos of the product. There are none yet.</source>
        <translation>Braucht Fotos des Produkts. Es gibt noch keine.</translation>
    </message>
    <message>
        <source>Needs photos in this style. There are none yet.</source>
        <translation>Braucht Fotos in diesem Stil. Es gibt noch keine.</translation>
    </message>
    <message>
        <source>Needs texts of the brand. There are none yet.</source>
        <translation>Braucht Texte der Marke. Es gibt noch keine.</translation>
    </message>
    <message>
        <source>No model for this is on this computer. Add one on the page Models.</source>
        <translation>Dafür ist kein Modell auf diesem Computer. Fügen Sie auf der Seite „Modelle“ eines hinzu.</translation>
    </message>
    <message>
        <source>Choose what it should learn first.</source>
        <translation>Wählen Sie zuerst, was gelernt werden soll.</translation>
    </message>
    <message>
        <source>Why is {name} not here?</source>
        <translation>Warum ist {name} nicht dabei?</translation>
    </message>
    <message numerus="yes">
        <source>Why are %n more model(s) not here?</source>
        <translation>
            <numerusform>Warum ist %n weiteres Modell nicht dabei?</numerusform>
            <numerusform>Warum sind %n weitere Modelle nicht dabei?</numerusform>
        </translation>
    </message>
    <message>
        <source>Small, to learn and try with; not meant for publication.</source>
        <translation>Klein, zum Lernen und Ausprobieren; nicht zum Veröffentlichen gedacht.</translation>
    </message>
    <message>
        <source>To see whether the material is right</source>
        <translation>Um zu sehen, ob das Material taugt</translation>
    </message>
    <message>
        <source>Good for most brands</source>
        <translation>Gut für die meisten Marken</translation>
    </message>
    <message>
        <source>For final work and difficult details</source>
        <translation>Für endgültige Arbeiten und schwierige Einzelheiten</translation>
    </message>
    <message>
        <source>Fits this computer</source>
        <translation>Passt auf diesen Computer</translation>
    </message>
    <message>
        <source>Fits when other programs are closed; may be slower</source>
        <translation>Passt, wenn andere Programme geschlossen sind; vielleicht langsamer</translation>
    </message>
    <message>
        <source>Too large for this computer</source>
        <translation>Zu groß für diesen Computer</translation>
    </message>
</context>
<context>
    <name>ClosedWorkWindow</name>
    <message>
        <source>Signet opens again by itself.</source>
        <translation>Signet öffnet sich von selbst wieder.</translation>
    </message>
</context>
<context>
    <name>ClosingGuard</name>
    <message>
        <source>A training is running</source>
        <translation>Ein Training läuft</translation>
    </message>
    <message>
        <source>It cannot go on without this window. Signet can save where it is; at the next start it can go on from there.</source>
        <translation>Ohne dieses Fenster kann es nicht weitergehen. Signet kann den Zwischenstand sichern; beim nächsten Start geht es von dort weiter.</translation>
    </message>
    <message>
        <source>Save and close</source>
        <translation>Sichern und schließen</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>Bleiben</translation>
    </message>
</context>
<context>
    <name>CodeWord</name>
    <message>
        <source>Code word: write it into a brief to call up what was learnt</source>
        <translation>Codewort: Schreiben Sie es in ein Briefing, um das Gelernte abzurufen</translation>
    </message>
    <message>
        <source>Copy the code word of {name}</source>
        <translation>Das Codewort von {name} kopieren</translation>
    </message>
</context>
<context>
    <name>ColourField</name>
    <message>
        <source>Colour as a code, such as #1a5f7a</source>
        <translation>Farbe als Code, etwa #1a5f7a</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Add this colour</source>
        <translation>Diese Farbe hinzufügen</translation>
    </message>
    <message>
        <source>Pick a colour</source>
        <translation>Farbe auswählen</translation>
    </message>
    <message>
        <source># and six digits, such as #1a5f7a</source>
        <translation># und sechs Zeichen, etwa #1a5f7a</translation>
    </message>
    <message>
        <source>Take {colour} away</source>
        <translation>{colour} entfernen</translation>
    </message>
</context>
<context>
    <name>ColumnHead</name>
    <message>
        <source>Looking whether they get on</source>
        <translation>Wird geprüft, ob sie sich vertragen</translation>
    </message>
    <message>
        <source>What the model makes by itself.</source>
        <translation>Was das Modell von sich aus macht.</translation>
    </message>
    <message>
        <source>What to do with this column</source>
        <translation>Was mit dieser Spalte geschehen soll</translation>
    </message>
    <message>
        <source>Balanced for you</source>
        <translation>Für Sie ausgewogen</translation>
    </message>
    <message>
        <source>Balanced for you: {share}</source>
        <translation>Für Sie ausgewogen: {share}</translation>
    </message>
    <message>
        <source>All are turned down to {share}, so that none drowns the others.</source>
        <translation>Alle sind auf {share} zurückgenommen, damit keiner die anderen übertönt.</translation>
    </message>
    <message>
        <source>Likeness {score}, shared directions {overlap}, together {loud} times as loud as apart</source>
        <translation>Ähnlichkeit {score}, gemeinsame Richtungen {overlap}, zusammen {loud}-mal so stark wie einzeln</translation>
    </message>
    <message>
        <source>Mix in</source>
        <translation>Dazumischen</translation>
    </message>
    <message>
        <source>Take out</source>
        <translation>Herausnehmen</translation>
    </message>
    <message>
        <source>All strengths to 100 %</source>
        <translation>Alle Stärken auf 100 %</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>Duplizieren</translation>
    </message>
    <message>
        <source>Move left</source>
        <translation>Nach links</translation>
    </message>
    <message>
        <source>Move right</source>
        <translation>Nach rechts</translation>
    </message>
    <message>
        <source>Remove the column</source>
        <translation>Spalte entfernen</translation>
    </message>
    <message>
        <source>The column is off the board. Its results are kept.</source>
        <translation>Die Spalte ist vom Brett. Ihre Ergebnisse bleiben erhalten.</translation>
    </message>
    <message>
        <source>The adapter is out of the mix.</source>
        <translation>Der Adapter ist aus der Mischung.</translation>
    </message>
</context>
<context>
    <name>Compare</name>
    <message>
        <source>A deleted adapter</source>
        <translation>Ein gelöschter Adapter</translation>
    </message>
    <message>
        <source>Without adapter</source>
        <translation>Ohne Adapter</translation>
    </message>
    <message>
        <source>Scene</source>
        <translation>Szene</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Licht</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ansicht</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>Kind of text</source>
        <translation>Textart</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>Topic</source>
        <translation>Thema</translation>
    </message>
    <message>
        <source>White background</source>
        <translation>Weißer Hintergrund</translation>
    </message>
    <message>
        <source>Grey studio</source>
        <translation>Graues Studio</translation>
    </message>
    <message>
        <source>Wooden table</source>
        <translation>Holztisch</translation>
    </message>
    <message>
        <source>Gradient</source>
        <translation>Farbverlauf</translation>
    </message>
    <message>
        <source>Stone</source>
        <translation>Stein</translation>
    </message>
    <message>
        <source>Outdoors</source>
        <translation>Im Freien</translation>
    </message>
    <message>
        <source>Soft light</source>
        <translation>Weiches Licht</translation>
    </message>
    <message>
        <source>Bright light</source>
        <translation>Helles Licht</translation>
    </message>
    <message>
        <source>Evening light</source>
        <translation>Abendlicht</translation>
    </message>
    <message>
        <source>Spotlight</source>
        <translation>Spotlicht</translation>
    </message>
    <message>
        <source>Long shadows</source>
        <translation>Lange Schatten</translation>
    </message>
    <message>
        <source>Close-up</source>
        <translation>Nahaufnahme</translation>
    </message>
    <message>
        <source>From the side</source>
        <translation>Von der Seite</translation>
    </message>
    <message>
        <source>From above</source>
        <translation>Von oben</translation>
    </message>
    <message>
        <source>Small in the picture</source>
        <translation>Klein im Bild</translation>
    </message>
    <message>
        <source>From far away</source>
        <translation>Von weit weg</translation>
    </message>
    <message>
        <source>Product description</source>
        <translation>Produktbeschreibung</translation>
    </message>
    <message>
        <source>Social media post</source>
        <translation>Social-Media-Beitrag</translation>
    </message>
    <message>
        <source>Newsletter</source>
        <translation>Newsletter</translation>
    </message>
    <message>
        <source>Reply to a customer</source>
        <translation>Antwort an Kunden</translation>
    </message>
    <message>
        <source>Short line</source>
        <translation>Kurze Zeile</translation>
    </message>
    <message>
        <source>Square</source>
        <translation>Quadratisch</translation>
    </message>
    <message>
        <source>Upright 4:5</source>
        <translation>Hochformat 4:5</translation>
    </message>
    <message>
        <source>Wide 16:9</source>
        <translation>Breit 16:9</translation>
    </message>
    <message numerus="yes">
        <source>About %n word(s)</source>
        <translation>
            <numerusform>Etwa %n Wort</numerusform>
            <numerusform>Etwa %n Wörter</numerusform>
        </translation>
    </message>
    <message>
        <source>Brand colour: {colour}</source>
        <translation>Markenfarbe: {colour}</translation>
    </message>
</context>
<context>
    <name>ComparePage</name>
    <message>
        <source>Search comparisons</source>
        <translation>Vergleiche durchsuchen</translation>
    </message>
    <message>
        <source>Train an adapter</source>
        <translation>Einen Adapter trainieren</translation>
    </message>
    <message>
        <source>There is no adapter to compare yet</source>
        <translation>Es gibt noch keinen Adapter zum Vergleichen</translation>
    </message>
    <message>
        <source>You can already see what the model makes by itself.</source>
        <translation>Sie können schon sehen, was das Modell von sich aus macht.</translation>
    </message>
    <message>
        <source>Write a brief and see every mix side by side</source>
        <translation>Schreiben Sie ein Briefing, und sehen Sie jede Mischung nebeneinander</translation>
    </message>
    <message>
        <source>The first column always shows the model without adapter.</source>
        <translation>Die erste Spalte zeigt immer das Modell ohne Adapter.</translation>
    </message>
    <message>
        <source>Balanced for you: all are turned down to {share}, so that none drowns.</source>
        <translation>Für Sie ausgewogen: Alle sind auf {share} zurückgenommen, damit keiner untergeht.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Make</source>
        <translation>Erzeugen</translation>
    </message>
    <message>
        <source>Make what is missing (Ctrl+Enter)</source>
        <translation>Fehlendes erzeugen (Strg+Eingabe)</translation>
    </message>
    <message numerus="yes">
        <source>Export %n favourite(s)</source>
        <translation>
            <numerusform>%n Favoriten exportieren</numerusform>
            <numerusform>%n Favoriten exportieren</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Make %n picture(s)</source>
        <translation>
            <numerusform>%n Bild erzeugen</numerusform>
            <numerusform>%n Bilder erzeugen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Write %n text(s)</source>
        <translation>
            <numerusform>%n Text schreiben</numerusform>
            <numerusform>%n Texte schreiben</numerusform>
        </translation>
    </message>
    <message>
        <source>Everything is made</source>
        <translation>Alles ist fertig</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} von {total}</translation>
    </message>
    <message>
        <source>Waiting for the training to end</source>
        <translation>Wartet, bis das Training endet</translation>
    </message>
    <message>
        <source>The brief is off the board. Its results are kept.</source>
        <translation>Das Briefing ist vom Brett. Seine Ergebnisse bleiben erhalten.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
</context>
<context>
    <name>CompareState</name>
    <message>
        <source>Delete a comparison</source>
        <translation>Vergleich löschen</translation>
    </message>
</context>
<context>
    <name>ComputerSection</name>
    <message>
        <source>This computer</source>
        <translation>Dieser Computer</translation>
    </message>
    <message numerus="yes">
        <source>%n core(s)</source>
        <translation>
            <numerusform>%n Kern</numerusform>
            <numerusform>%n Kerne</numerusform>
        </translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>Prozessor</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Arbeitsspeicher</translation>
    </message>
    <message>
        <source>{name}, {memory}</source>
        <translation>{name}, {memory}</translation>
    </message>
    <message>
        <source>Graphics card</source>
        <translation>Grafikkarte</translation>
    </message>
    <message>
        <source>No NVIDIA graphics card found</source>
        <translation>Keine NVIDIA-Grafikkarte gefunden</translation>
    </message>
    <message>
        <source>{free} free</source>
        <translation>{free} frei</translation>
    </message>
    <message>
        <source>Library&apos;s disk</source>
        <translation>Laufwerk der Bibliothek</translation>
    </message>
    <message>
        <source>{free} of {total} free</source>
        <translation>{free} von {total} frei</translation>
    </message>
    <message>
        <source>Large picture models can be taught on this graphics card.</source>
        <translation>Auf dieser Grafikkarte lassen sich große Bildmodelle trainieren.</translation>
    </message>
    <message>
        <source>This graphics card is small for large picture models; the starter models and smaller ones fit.</source>
        <translation>Diese Grafikkarte ist klein für große Bildmodelle; die Startmodelle und kleinere passen.</translation>
    </message>
    <message>
        <source>Everything works without a graphics card, more slowly: the starter models are made for that.</source>
        <translation>Alles geht auch ohne Grafikkarte, nur langsamer: Die Startmodelle sind dafür gemacht.</translation>
    </message>
</context>
<context>
    <name>CutOutDialog</name>
    <message>
        <source>Cut out</source>
        <translation>Freistellen</translation>
    </message>
    <message>
        <source>What is tinted counts as background. Paint where that is wrong; a short stroke is often enough.</source>
        <translation>Was eingefärbt ist, gilt als Hintergrund. Malen Sie, wo das nicht stimmt; oft genügt ein kurzer Strich.</translation>
    </message>
    <message>
        <source>This belongs to the product</source>
        <translation>Das gehört zum Produkt</translation>
    </message>
    <message>
        <source>This is background</source>
        <translation>Das ist Hintergrund</translation>
    </message>
    <message>
        <source>What the brush paints</source>
        <translation>Was der Pinsel malt</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>Pinsel</translation>
    </message>
    <message>
        <source>Size of the brush</source>
        <translation>Größe des Pinsels</translation>
    </message>
    <message>
        <source>Undo the last stroke</source>
        <translation>Letzten Strich zurücknehmen</translation>
    </message>
    <message>
        <source>Redo the stroke</source>
        <translation>Strich wiederholen</translation>
    </message>
    <message>
        <source>Another background</source>
        <translation>Anderer Hintergrund</translation>
    </message>
    <message>
        <source>Show the result</source>
        <translation>Ergebnis zeigen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Verwenden</translation>
    </message>
    <message>
        <source>Show the mask</source>
        <translation>Maske zeigen</translation>
    </message>
    <message>
        <source>Cutting out …</source>
        <translation>Wird freigestellt …</translation>
    </message>
    <message>
        <source>This mask is in doubt: look along the edge of the product.</source>
        <translation>Diese Maske ist unsicher: Sehen Sie sich den Rand des Produkts an.</translation>
    </message>
    <message>
        <source>The original is kept; you can undo this.</source>
        <translation>Das Original bleibt erhalten; Sie können dies rückgängig machen.</translation>
    </message>
</context>
<context>
    <name>CutView</name>
    <message>
        <source>Drag the picture or use the arrow keys to move the cut. Home lets Signet choose again.</source>
        <translation>Ziehen Sie das Bild, oder verschieben Sie den Ausschnitt mit den Pfeiltasten. Pos1 lässt wieder Signet wählen.</translation>
    </message>
</context>
<context>
    <name>DatasetBar</name>
    <message>
        <source>Photos</source>
        <translation>Fotos</translation>
    </message>
    <message>
        <source>Texts</source>
        <translation>Texte</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>With warnings</source>
        <translation>Mit Warnungen</translation>
    </message>
    <message>
        <source>Without caption</source>
        <translation>Ohne Bildbeschreibung</translation>
    </message>
    <message>
        <source>Set aside</source>
        <translation>Beiseitegelegt</translation>
    </message>
    <message>
        <source>Kept for checking</source>
        <translation>Zum Prüfen zurückgelegt</translation>
    </message>
    <message>
        <source>Oldest first</source>
        <translation>Älteste zuerst</translation>
    </message>
    <message>
        <source>Newest first</source>
        <translation>Neueste zuerst</translation>
    </message>
    <message>
        <source>By name</source>
        <translation>Nach Namen</translation>
    </message>
    <message>
        <source>Warnings first</source>
        <translation>Warnungen zuerst</translation>
    </message>
</context>
<context>
    <name>DatasetCommands</name>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Set aside</source>
        <translation>Beiseitelegen</translation>
    </message>
    <message>
        <source>Use again</source>
        <translation>Wieder verwenden</translation>
    </message>
    <message>
        <source>Keep for checking</source>
        <translation>Zum Prüfen zurücklegen</translation>
    </message>
    <message>
        <source>Learn from it</source>
        <translation>Daraus lernen</translation>
    </message>
    <message>
        <source>Let Signet choose</source>
        <translation>Signet wählen lassen</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
</context>
<context>
    <name>DatasetPage</name>
    <message>
        <source>Search names, captions and texts</source>
        <translation>Fotos und Texte suchen</translation>
    </message>
    <message>
        <source>Next: Train</source>
        <translation>Weiter: Trainieren</translation>
    </message>
    <message>
        <source>A voice</source>
        <translation>Eine Stimme</translation>
    </message>
    <message numerus="yes">
        <source>Next: Train on %n photo(s)</source>
        <translation>
            <numerusform>Weiter: Mit %n Foto trainieren</numerusform>
            <numerusform>Weiter: Mit %n Fotos trainieren</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Next: Train on %n text(s)</source>
        <translation>
            <numerusform>Weiter: Mit %n Text trainieren</numerusform>
            <numerusform>Weiter: Mit %n Texten trainieren</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose photos and texts</source>
        <translation>Fotos und Texte wählen</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>Ordner wählen</translation>
    </message>
</context>
<context>
    <name>DatasetState</name>
    <message numerus="yes">
        <source>Delete %n item(s)</source>
        <translation>
            <numerusform>%n Eintrag löschen</numerusform>
            <numerusform>%n Einträge löschen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n item(s) moved to the bin.</source>
        <translation>
            <numerusform>%n Eintrag liegt im Papierkorb.</numerusform>
            <numerusform>%n Einträge liegen im Papierkorb.</numerusform>
        </translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message numerus="yes">
        <source>Set %n item(s) aside</source>
        <translation>
            <numerusform>%n Eintrag beiseitelegen</numerusform>
            <numerusform>%n Einträge beiseitelegen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Use %n item(s) again</source>
        <translation>
            <numerusform>%n Eintrag wieder verwenden</numerusform>
            <numerusform>%n Einträge wieder verwenden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n item(s) set aside; they stay here but are not learnt from.</source>
        <translation>
            <numerusform>%n Eintrag beiseitegelegt; er bleibt hier, aber aus ihm wird nicht gelernt.</numerusform>
            <numerusform>%n Einträge beiseitegelegt; sie bleiben hier, aber aus ihnen wird nicht gelernt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n item(s) will be learnt from again.</source>
        <translation>
            <numerusform>Aus %n Eintrag wird wieder gelernt.</numerusform>
            <numerusform>Aus %n Einträgen wird wieder gelernt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Keep %n item(s) for checking</source>
        <translation>
            <numerusform>%n Eintrag zum Prüfen zurücklegen</numerusform>
            <numerusform>%n Einträge zum Prüfen zurücklegen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Learn from %n item(s)</source>
        <translation>
            <numerusform>Aus %n Eintrag lernen</numerusform>
            <numerusform>Aus %n Einträgen lernen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Let Signet choose for %n item(s)</source>
        <translation>
            <numerusform>Bei %n Eintrag Signet wählen lassen</numerusform>
            <numerusform>Bei %n Einträgen Signet wählen lassen</numerusform>
        </translation>
    </message>
    <message>
        <source>Edit text</source>
        <translation>Text bearbeiten</translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s)</source>
        <translation>
            <numerusform>%n Foto</numerusform>
            <numerusform>%n Fotos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n text(s)</source>
        <translation>
            <numerusform>%n Text</numerusform>
            <numerusform>%n Texte</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DescribeDialog</name>
    <message>
        <source>Describe photos</source>
        <translation>Fotos beschreiben</translation>
    </message>
    <message>
        <source>Let a model describe them</source>
        <translation>Von einem Modell beschreiben lassen</translation>
    </message>
    <message>
        <source>There is no model that describes photos yet</source>
        <translation>Es gibt noch kein Modell, das Fotos beschreibt</translation>
    </message>
    <message>
        <source>Download one that answers questions about pictures, such as SmolVLM or BLIP, as a folder, and choose that folder here.</source>
        <translation>Laden Sie eines herunter, das Fragen zu Bildern beantwortet, etwa SmolVLM oder BLIP, als Ordner, und wählen Sie ihn hier.</translation>
    </message>
    <message>
        <source>Photos described</source>
        <translation>Beschriebene Fotos</translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s) are described on this computer. You see every caption before it is used.</source>
        <translation>
            <numerusform>%n Foto wird auf diesem Computer beschrieben. Sie sehen die Beschreibung, bevor sie benutzt wird.</numerusform>
            <numerusform>%n Fotos werden auf diesem Computer beschrieben. Sie sehen jede Beschreibung, bevor sie benutzt wird.</numerusform>
        </translation>
    </message>
    <message>
        <source>Model that describes</source>
        <translation>Modell, das beschreibt</translation>
    </message>
    <message>
        <source>Choose a folder …</source>
        <translation>Ordner wählen …</translation>
    </message>
    <message>
        <source>Describe</source>
        <translation>Beschreiben</translation>
    </message>
    <message>
        <source>Suggested captions</source>
        <translation>Vorgeschlagene Beschreibungen</translation>
    </message>
    <message>
        <source>Press Enter or F2 to change a caption; untick what is not used.</source>
        <translation>Mit Eingabe oder F2 ändern Sie eine Beschreibung; was nicht benutzt werden soll, haken Sie ab.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Describe again</source>
        <translation>Noch einmal beschreiben</translation>
    </message>
    <message numerus="yes">
        <source>Use %n caption(s)</source>
        <translation>
            <numerusform>%n Beschreibung benutzen</numerusform>
            <numerusform>%n Beschreibungen benutzen</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose the folder of a model that describes photos</source>
        <translation>Ordner eines Modells wählen, das Fotos beschreibt</translation>
    </message>
</context>
<context>
    <name>Desk</name>
    <message>
        <source>Other steps came after this one; undo them first.</source>
        <translation>Danach kamen andere Schritte; machen Sie zuerst diese rückgängig.</translation>
    </message>
</context>
<context>
    <name>Detail</name>
    <message>
        <source>Name of the adapter</source>
        <translation>Name des Adapters</translation>
    </message>
    <message>
        <source>Its file is missing</source>
        <translation>Seine Datei fehlt</translation>
    </message>
    <message>
        <source>Use elsewhere…</source>
        <translation>Woanders verwenden …</translation>
    </message>
    <message>
        <source>Put beside another</source>
        <translation>Neben einen anderen stellen</translation>
    </message>
    <message>
        <source>There is no other adapter of this kind yet.</source>
        <translation>Einen anderen Adapter dieser Art gibt es noch nicht.</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>How well it learnt</source>
        <translation>Wie gut er gelernt hat</translation>
    </message>
    <message>
        <source>What it learnt from</source>
        <translation>Woraus er gelernt hat</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>Rezept</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Licence of the model</source>
        <translation>Lizenz des Modells</translation>
    </message>
    <message>
        <source>Proof</source>
        <translation>Nachweis</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Fingerprint (SHA-256)</source>
        <translation>Fingerabdruck (SHA-256)</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
</context>
<context>
    <name>DetailsFold</name>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>The one that came with Signet</source>
        <translation>Das mit Signet gelieferte</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>Wählen</translation>
    </message>
    <message>
        <source>Try and keep</source>
        <translation>Prüfen und übernehmen</translation>
    </message>
    <message>
        <source>Signet {version}</source>
        <translation>Signet {version}</translation>
    </message>
    <message>
        <source>Settings are kept in {folder}</source>
        <translation>Die Einstellungen liegen in {folder}</translation>
    </message>
    <message>
        <source>Choose a Python</source>
        <translation>Python wählen</translation>
    </message>
    <message>
        <source>Asking this Python</source>
        <translation>Dieses Python wird befragt</translation>
    </message>
    <message>
        <source>This Python can run the engine (torch {version}).</source>
        <translation>Dieses Python kann den Rechenkern ausführen (torch {version}).</translation>
    </message>
    <message>
        <source>Restart now</source>
        <translation>Jetzt neu starten</translation>
    </message>
    <message>
        <source>Restarting</source>
        <translation>Neustart</translation>
    </message>
    <message>
        <source>It is used from the next start.</source>
        <translation>Es wird ab dem nächsten Start verwendet.</translation>
    </message>
</context>
<context>
    <name>DetailsPanel</name>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Variation number: {number}</source>
        <translation>Variante: {number}</translation>
    </message>
    <message>
        <source>{name}: strength {strength}</source>
        <translation>{name}: Stärke {strength}</translation>
    </message>
    <message>
        <source>Made: {when}</source>
        <translation>Gemacht: {when}</translation>
    </message>
    <message>
        <source>Fingerprint: {hash}</source>
        <translation>Fingerabdruck: {hash}</translation>
    </message>
    <message>
        <source>Exactly repeatable on the computer that made it</source>
        <translation>Genau wiederholbar auf dem Computer, der es gemacht hat</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Adapters work with the model they were trained on, and with its fast twin.</source>
        <translation>Adapter arbeiten mit dem Modell, auf dem sie gelernt haben, und mit seinem schnellen Zwilling.</translation>
    </message>
    <message>
        <source>Count texts against</source>
        <translation>Texte messen an</translation>
    </message>
    <message>
        <source>No limit</source>
        <translation>Keine Grenze</translation>
    </message>
    <message>
        <source>Make again when a slider moves</source>
        <translation>Nach Reglerbewegung neu erzeugen</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>How it is made</source>
        <translation>Wie es entsteht</translation>
    </message>
    <message>
        <source>Other settings begin a comparison of their own.</source>
        <translation>Mit anderen Einstellungen beginnt ein eigener Vergleich.</translation>
    </message>
    <message>
        <source>Exactly repeatable</source>
        <translation>Genau wiederholbar</translation>
    </message>
    <message>
        <source>The same brief, variation number and settings make the same file again on this computer, to the last bit. It takes longer.</source>
        <translation>Gleiches Briefing, gleiche Variante und gleiche Einstellungen ergeben auf diesem Computer wieder dieselbe Datei, Bit für Bit. Das dauert länger.</translation>
    </message>
    <message>
        <source>Figures of this result</source>
        <translation>Zahlen dieses Ergebnisses</translation>
    </message>
</context>
<context>
    <name>DraftsLine</name>
    <message>
        <source>Show them</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Learn from them</source>
        <translation>Daraus lernen</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Drafts that are written</source>
        <translation>Geschriebene Entwürfe</translation>
    </message>
    <message>
        <source>Plain drafts: waiting for the language model</source>
        <translation>Nüchterne Entwürfe: warten auf das Sprachmodell</translation>
    </message>
    <message>
        <source>Plain drafts: {done} of {all} are written</source>
        <translation>Nüchterne Entwürfe: {done} von {all} sind geschrieben</translation>
    </message>
    <message>
        <source>{model} can write each text in plain words; then the way back to your own words is learnt.</source>
        <translation>{model} kann jeden Text nüchtern umschreiben; gelernt wird dann der Weg zurück zu den eigenen Worten.</translation>
    </message>
    <message>
        <source>Write plain drafts</source>
        <translation>Nüchterne Entwürfe schreiben</translation>
    </message>
    <message>
        <source>Write those that are missing</source>
        <translation>Fehlende schreiben</translation>
    </message>
</context>
<context>
    <name>DropArea</name>
    <message>
        <source>What good material looks like</source>
        <translation>Wie gutes Material aussieht</translation>
    </message>
    <message>
        <source>Drop 10 to 30 photos of one product, or your brand&apos;s texts</source>
        <translation>Ziehen Sie 10 bis 30 Fotos eines Produkts oder die Texte Ihrer Marke hierher</translation>
    </message>
    <message>
        <source>Folders and ZIP files work, too. Everything is copied, nothing is moved, and nothing leaves this computer.</source>
        <translation>Ordner und ZIP-Dateien gehen auch. Alles wird kopiert, nichts verschoben, und nichts verlässt diesen Computer.</translation>
    </message>
    <message>
        <source>Choose files</source>
        <translation>Dateien wählen</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>Ordner wählen</translation>
    </message>
    <message>
        <source>or use the sample brand</source>
        <translation>oder die Beispielmarke verwenden</translation>
    </message>
    <message>
        <source>A product</source>
        <translation>Ein Produkt</translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s) of one cup, from all sides</source>
        <translation>
            <numerusform>%n Foto einer Tasse, von allen Seiten</numerusform>
            <numerusform>%n Fotos einer Tasse, von allen Seiten</numerusform>
        </translation>
    </message>
    <message>
        <source>A voice</source>
        <translation>Eine Stimme</translation>
    </message>
    <message numerus="yes">
        <source>%n short post(s) in one tone</source>
        <translation>
            <numerusform>%n kurzer Beitrag in einem Ton</numerusform>
            <numerusform>%n kurze Beiträge in einem Ton</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DropHint</name>
    <message>
        <source>Drop to add to this brand</source>
        <translation>Loslassen, um es dieser Marke hinzuzufügen</translation>
    </message>
</context>
<context>
    <name>EarlierView</name>
    <message>
        <source>Earlier trainings</source>
        <translation>Frühere Trainings</translation>
    </message>
    <message>
        <source>trained</source>
        <translation>trainiert</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>did not work</source>
        <translation>misslungen</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>unterbrochen</translation>
    </message>
</context>
<context>
    <name>ErrorBox</name>
    <message>
        <source>Technical detail</source>
        <translation>Technische Einzelheiten</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
</context>
<context>
    <name>ExamplesDialog</name>
    <message>
        <source>What is learnt from your texts</source>
        <translation>Was aus Ihren Texten gelernt wird</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>ExamplesPreview</name>
    <message>
        <source>No examples yet</source>
        <translation>Noch keine Beispiele</translation>
    </message>
    <message>
        <source>Add texts; each one becomes several questions and answers.</source>
        <translation>Fügen Sie Texte hinzu; aus jedem werden mehrere Fragen und Antworten.</translation>
    </message>
    <message>
        <source>Kind of example</source>
        <translation>Art des Beispiels</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Learnt</source>
        <translation>Gelernt</translation>
    </message>
    <message>
        <source>For checking</source>
        <translation>Zum Prüfen</translation>
    </message>
    <message>
        <source>Left out</source>
        <translation>Weggelassen</translation>
    </message>
    <message>
        <source>Which side</source>
        <translation>Welche Seite</translation>
    </message>
    <message>
        <source>Search examples</source>
        <translation>Beispiele durchsuchen</translation>
    </message>
    <message>
        <source>Only from the selected texts</source>
        <translation>Nur aus den ausgewählten Texten</translation>
    </message>
    <message>
        <source>Examples</source>
        <translation>Beispiele</translation>
    </message>
    <message>
        <source>The model is asked</source>
        <translation>Das Modell wird gefragt</translation>
    </message>
    <message>
        <source>It learns to answer</source>
        <translation>Es lernt zu antworten</translation>
    </message>
    <message>
        <source>Facts to product text</source>
        <translation>Angaben zu Produkttext</translation>
    </message>
    <message>
        <source>Key words to text</source>
        <translation>Stichworte zu Text</translation>
    </message>
    <message>
        <source>Opening to the rest</source>
        <translation>Anfang zum Rest</translation>
    </message>
    <message>
        <source>Plain draft to your text</source>
        <translation>Nüchterner Entwurf zu eigenem Text</translation>
    </message>
    <message>
        <source>A short line</source>
        <translation>Eine kurze Zeile</translation>
    </message>
    <message>
        <source>From the other language</source>
        <translation>Aus der anderen Sprache</translation>
    </message>
    <message>
        <source>Your own question to text</source>
        <translation>Ihre eigene Frage zu Text</translation>
    </message>
    <message>
        <source>Question to answer</source>
        <translation>Frage zu Antwort</translation>
    </message>
    <message>
        <source>Long to short</source>
        <translation>Lang zu kurz</translation>
    </message>
    <message>
        <source>Title to text</source>
        <translation>Titel zu Text</translation>
    </message>
    <message>
        <source>The whole text</source>
        <translation>Der ganze Text</translation>
    </message>
    <message>
        <source>All kinds ({count})</source>
        <translation>Alle Arten ({count})</translation>
    </message>
    <message numerus="yes">
        <source>%n example(s)</source>
        <translation>
            <numerusform>%n Beispiel</numerusform>
            <numerusform>%n Beispiele</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>from %n text(s);</source>
        <translation>
            <numerusform>aus %n Text;</numerusform>
            <numerusform>aus %n Texten;</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n text(s) are kept to check what was learnt.</source>
        <translation>
            <numerusform>%n Text ist zum Prüfen des Gelernten zurückgelegt.</numerusform>
            <numerusform>%n Texte sind zum Prüfen des Gelernten zurückgelegt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) are left out or cut.</source>
        <translation>
            <numerusform>%n Stelle ist weggelassen oder gekürzt.</numerusform>
            <numerusform>%n Stellen sind weggelassen oder gekürzt.</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing is left out.</source>
        <translation>Nichts ist weggelassen.</translation>
    </message>
    <message>
        <source>No example matches.</source>
        <translation>Kein Beispiel passt.</translation>
    </message>
    <message>
        <source>Show the text “{name}”</source>
        <translation>Den Text „{name}“ zeigen</translation>
    </message>
    <message numerus="yes">
        <source>%n marked word(s): compared with the answer, not learnt.</source>
        <translation>
            <numerusform>%n markiertes Wort: wird mit der Antwort verglichen, nicht gelernt.</numerusform>
            <numerusform>%n markierte Wörter: werden mit der Antwort verglichen, nicht gelernt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n marked word(s) are learnt, exactly as they stand here.</source>
        <translation>
            <numerusform>%n markiertes Wort wird gelernt, genau so, wie es hier steht.</numerusform>
            <numerusform>%n markierte Wörter werden gelernt, genau so, wie sie hier stehen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Why it is left out, or what was cut</source>
        <translation>Warum es wegbleibt oder was gekürzt wurde</translation>
    </message>
    <message>
        <source>The text as it came in</source>
        <translation>Der Text, wie er hereinkam</translation>
    </message>
</context>
<context>
    <name>ExportPage</name>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Search results by brief or text</source>
        <translation>Ergebnisse suchen</translation>
    </message>
    <message>
        <source>Go to Compare</source>
        <translation>Zum Vergleich</translation>
    </message>
    <message>
        <source>There is nothing to export yet</source>
        <translation>Es gibt noch nichts zu exportieren</translation>
    </message>
    <message>
        <source>Make pictures and texts in Compare and mark the best as favourites.</source>
        <translation>Erzeugen Sie im Vergleich Bilder und Texte, und markieren Sie die besten als Favoriten.</translation>
    </message>
    <message>
        <source>Favourites</source>
        <translation>Favoriten</translation>
    </message>
    <message>
        <source>All results</source>
        <translation>Alle Ergebnisse</translation>
    </message>
    <message>
        <source>Which results</source>
        <translation>Welche Ergebnisse</translation>
    </message>
    <message>
        <source>Choose all</source>
        <translation>Alle wählen</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>Choose none</source>
        <translation>Keine wählen</translation>
    </message>
    <message>
        <source>What will be written</source>
        <translation>Was geschrieben wird</translation>
    </message>
    <message>
        <source>Earlier exports</source>
        <translation>Frühere Exporte</translation>
    </message>
    <message>
        <source>Progress of the export</source>
        <translation>Fortschritt des Exports</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Nothing has these words.</source>
        <translation>Diese Wörter kommen nirgends vor.</translation>
    </message>
    <message>
        <source>No favourites yet. Mark results with F in Compare, or show all results.</source>
        <translation>Noch keine Favoriten. Markieren Sie Ergebnisse im Vergleich mit F, oder zeigen Sie alle Ergebnisse.</translation>
    </message>
    <message numerus="yes">
        <source>%n chosen</source>
        <translation>
            <numerusform>%n gewählt</numerusform>
            <numerusform>%n gewählt</numerusform>
        </translation>
    </message>
    <message>
        <source>About {size}, in {folder}</source>
        <translation>Etwa {size}, in {folder}</translation>
    </message>
    <message numerus="yes">
        <source>Export %n file(s)</source>
        <translation>
            <numerusform>%n Datei exportieren</numerusform>
            <numerusform>%n Dateien exportieren</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose results on the left.</source>
        <translation>Wählen Sie links Ergebnisse aus.</translation>
    </message>
    <message>
        <source>Looking at the files…</source>
        <translation>Die Dateien werden angesehen…</translation>
    </message>
    <message>
        <source>{done} of {total}: {name}</source>
        <translation>{done} von {total}: {name}</translation>
    </message>
</context>
<context>
    <name>ExportState</name>
    <message>
        <source>The export of “{name}” is in “{folder}”.</source>
        <translation>Der Export von „{name}“ liegt in „{folder}“.</translation>
    </message>
</context>
<context>
    <name>FileModel</name>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Pixels</source>
        <translation>Pixel</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>Dateigröße</translation>
    </message>
    <message>
        <source>Look at</source>
        <translation>Ansehen</translation>
    </message>
    <message>
        <source>about {size}</source>
        <translation>etwa {size}</translation>
    </message>
</context>
<context>
    <name>FileTable</name>
    <message>
        <source>Files that will be written</source>
        <translation>Dateien, die geschrieben werden</translation>
    </message>
</context>
<context>
    <name>FindingCard</name>
    <message>
        <source>Enter whether they agreed</source>
        <translation>Zustimmung eintragen</translation>
    </message>
    <message>
        <source>Selects them and opens their rights</source>
        <translation>Wählt sie aus und öffnet ihre Rechte</translation>
    </message>
    <message numerus="yes">
        <source>Show %n</source>
        <translation>
            <numerusform>%n zeigen</numerusform>
            <numerusform>%n zeigen</numerusform>
        </translation>
    </message>
    <message>
        <source>Selects them in the list</source>
        <translation>Wählt sie in der Liste aus</translation>
    </message>
    <message>
        <source>Ignore …</source>
        <translation>Übergehen …</translation>
    </message>
    <message>
        <source>Live with it, and say why</source>
        <translation>Damit leben und sagen, warum</translation>
    </message>
    <message>
        <source>Why it does not matter here</source>
        <translation>Warum es hier keine Rolle spielt</translation>
    </message>
    <message>
        <source>Why does it not matter here?</source>
        <translation>Warum spielt es hier keine Rolle?</translation>
    </message>
    <message>
        <source>It is meant to be so</source>
        <translation>Das soll so sein</translation>
    </message>
    <message>
        <source>Checked, they are fine</source>
        <translation>Geprüft, sie sind in Ordnung</translation>
    </message>
    <message>
        <source>Ignore</source>
        <translation>Übergehen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
</context>
<context>
    <name>FindingsPanel</name>
    <message>
        <source>Check again</source>
        <translation>Noch einmal prüfen</translation>
    </message>
    <message>
        <source>See what is learnt from them</source>
        <translation>Sehen, was daraus gelernt wird</translation>
    </message>
    <message>
        <source>Good to know</source>
        <translation>Gut zu wissen</translation>
    </message>
    <message>
        <source>Ignored</source>
        <translation>Übergangen</translation>
    </message>
    <message>
        <source>Save a report</source>
        <translation>Bericht sichern</translation>
    </message>
    <message>
        <source>What there is, who allows it, what was decided and what was taught, as a PDF</source>
        <translation>Was da ist, wer es erlaubt, was entschieden und was beigebracht wurde, als PDF</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>Hinweise</translation>
    </message>
    <message>
        <source>There are so many items that the checks wait until you ask.</source>
        <translation>Es sind so viele Einträge, dass die Prüfung wartet, bis Sie es wünschen.</translation>
    </message>
    <message>
        <source>Check now</source>
        <translation>Jetzt prüfen</translation>
    </message>
    <message numerus="yes">
        <source>Mend everything (%n)</source>
        <translation>
            <numerusform>Alles ausbessern (%n)</numerusform>
            <numerusform>Alles ausbessern (%n)</numerusform>
        </translation>
    </message>
    <message>
        <source>Save the dataset report</source>
        <translation>Bericht über die Daten sichern</translation>
    </message>
    <message>
        <source>PDF files (*.pdf)</source>
        <translation>PDF-Dateien (*.pdf)</translation>
    </message>
    <message>
        <source>Ignore a finding</source>
        <translation>Hinweis übergehen</translation>
    </message>
    <message>
        <source>Take a finding seriously again</source>
        <translation>Hinweis wieder ernst nehmen</translation>
    </message>
</context>
<context>
    <name>FindingsState</name>
    <message>
        <source>Stopped.</source>
        <translation>Angehalten.</translation>
    </message>
    <message>
        <source>Start the checks again.</source>
        <translation>Starten Sie die Prüfungen neu.</translation>
    </message>
</context>
<context>
    <name>FinishedCard</name>
    <message>
        <source>Drag files from here into another program or a folder.</source>
        <translation>Ziehen Sie Dateien von hier in ein anderes Programm oder einen Ordner.</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation>Pfad kopieren</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner zeigen</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) are ready</source>
        <translation>
            <numerusform>%n Datei ist fertig</numerusform>
            <numerusform>%n Dateien sind fertig</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) to look at</source>
        <translation>
            <numerusform>%n Sache zum Ansehen</numerusform>
            <numerusform>%n Sachen zum Ansehen</numerusform>
        </translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
</context>
<context>
    <name>FinishedFiles</name>
    <message>
        <source>Finished files</source>
        <translation>Fertige Dateien</translation>
    </message>
</context>
<context>
    <name>FormPanel</name>
    <message>
        <source>Form</source>
        <translation>Formular</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>No limit</source>
        <translation>Ohne Grenze</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>Kanal</translation>
    </message>
    <message>
        <source>Product description</source>
        <translation>Produktbeschreibung</translation>
    </message>
    <message>
        <source>Social post</source>
        <translation>Social-Media-Beitrag</translation>
    </message>
    <message>
        <source>Newsletter</source>
        <translation>Newsletter</translation>
    </message>
    <message>
        <source>Support answer</source>
        <translation>Antwort an Kunden</translation>
    </message>
    <message>
        <source>Short line</source>
        <translation>Kurze Zeile</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
</context>
<context>
    <name>FormatFrame</name>
    <message>
        <source>Cut for {name}, {size}</source>
        <translation>Ausschnitt für {name}, {size}</translation>
    </message>
    <message>
        <source>Let Signet choose the cut for {name} again</source>
        <translation>Signet den Ausschnitt für {name} wieder wählen lassen</translation>
    </message>
    <message>
        <source>Leave out {name}</source>
        <translation>{name} weglassen</translation>
    </message>
    <message>
        <source>{size}, cut by hand</source>
        <translation>{size}, von Hand geschnitten</translation>
    </message>
</context>
<context>
    <name>FormatsBoard</name>
    <message>
        <source>Formats</source>
        <translation>Formate</translation>
    </message>
    <message>
        <source>Add or remove</source>
        <translation>Hinzufügen oder entfernen</translation>
    </message>
    <message>
        <source>Add or remove formats</source>
        <translation>Formate hinzufügen oder entfernen</translation>
    </message>
    <message>
        <source>Pictures keep their size. Add formats to cut them.</source>
        <translation>Bilder behalten ihre Größe. Fügen Sie Formate hinzu, um sie zuzuschneiden.</translation>
    </message>
    <message>
        <source>Drag a picture to move its cut.</source>
        <translation>Ziehen Sie ein Bild, um seinen Ausschnitt zu verschieben.</translation>
    </message>
    <message>
        <source>What lies outside the dashed line may be covered.</source>
        <translation>Was außerhalb der gestrichelten Linie liegt, kann verdeckt werden.</translation>
    </message>
    <message>
        <source>Choose a picture to see how it is cut.</source>
        <translation>Wählen Sie ein Bild, um zu sehen, wie es zugeschnitten wird.</translation>
    </message>
    <message>
        <source>Own size…</source>
        <translation>Eigene Größe…</translation>
    </message>
</context>
<context>
    <name>Glossary</name>
    <message>
        <source>Adapter</source>
        <translation>Adapter</translation>
    </message>
    <message>
        <source>What Signet has learnt about your brand, as one small file. It works together with the model it was taught on and changes nothing in it.</source>
        <translation>Was Signet über Ihre Marke gelernt hat, als eine kleine Datei. Er wirkt zusammen mit dem Modell, auf dem er trainiert wurde, und verändert nichts daran.</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>The general artist or writer that knows the world but not your brand. An adapter teaches it the rest.</source>
        <translation>Der allgemeine Künstler oder Schreiber, der die Welt kennt, aber nicht Ihre Marke. Ein Adapter bringt ihm den Rest bei.</translation>
    </message>
    <message>
        <source>Code word</source>
        <translation>Codewort</translation>
    </message>
    <message>
        <source>An invented word that stands for your product or style. Put it into a brief to call up what was learnt.</source>
        <translation>Ein erfundenes Wort, das für Ihr Produkt oder Ihren Stil steht. Setzen Sie es in ein Briefing, um das Gelernte abzurufen.</translation>
    </message>
    <message>
        <source>Rounds</source>
        <translation>Durchgänge</translation>
    </message>
    <message>
        <source>How often the training looks at each photo or text. Too few and it learns little, too many and it copies.</source>
        <translation>Wie oft sich das Training jedes Foto oder jeden Text ansieht. Bei zu wenigen lernt es kaum, bei zu vielen kopiert es.</translation>
    </message>
    <message>
        <source>Learning speed</source>
        <translation>Lerntempo</translation>
    </message>
    <message>
        <source>How much changes in each small step. Too fast and the pictures fall apart, too slow and nothing is learnt in the time.</source>
        <translation>Wie viel sich in jedem kleinen Schritt ändert. Zu schnell, und die Bilder zerfallen; zu langsam, und in der Zeit wird nichts gelernt.</translation>
    </message>
    <message>
        <source>Capacity</source>
        <translation>Lernumfang</translation>
    </message>
    <message>
        <source>How much an adapter can hold. A style needs less than a detailed product; more capacity needs more photos.</source>
        <translation>Wie viel ein Adapter aufnehmen kann. Ein Stil braucht weniger als ein Produkt mit vielen Einzelheiten; mehr Lernumfang braucht mehr Fotos.</translation>
    </message>
    <message>
        <source>How well it matches</source>
        <translation>Wie gut es passt</translation>
    </message>
    <message>
        <source>How close the model comes to your material. The line should rise and then level out.</source>
        <translation>Wie nah das Modell Ihrem Material kommt. Die Linie sollte steigen und dann flacher werden.</translation>
    </message>
    <message>
        <source>Kept for testing</source>
        <translation>Zum Testen zurückgelegt</translation>
    </message>
    <message>
        <source>A few of your photos or texts that are not learnt from. They show whether it has understood, or only remembers.</source>
        <translation>Einige Ihrer Fotos oder Texte, aus denen nicht gelernt wird. Sie zeigen, ob er verstanden hat oder sich nur erinnert.</translation>
    </message>
    <message>
        <source>It copies</source>
        <translation>Er kopiert</translation>
    </message>
    <message>
        <source>The results repeat your photos instead of learning from them. Fewer rounds or more varied photos help.</source>
        <translation>Die Ergebnisse wiederholen Ihre Fotos, statt aus ihnen zu lernen. Weniger Durchgänge oder vielfältigere Fotos helfen.</translation>
    </message>
    <message>
        <source>Saved state</source>
        <translation>Zwischenstand</translation>
    </message>
    <message>
        <source>The training as it was at a moment, written to the disk every few minutes. From there it goes on after a pause or a power cut.</source>
        <translation>Das Training, wie es in einem Augenblick war, alle paar Minuten auf die Festplatte geschrieben. Von dort geht es nach einer Pause oder einem Stromausfall weiter.</translation>
    </message>
    <message>
        <source>Brief</source>
        <translation>Briefing</translation>
    </message>
    <message>
        <source>What you ask for, in a sentence: the thing, the scene, the light, or what a text should say.</source>
        <translation>Was Sie verlangen, in einem Satz: das Ding, die Szene, das Licht, oder was ein Text sagen soll.</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>Stärke</translation>
    </message>
    <message>
        <source>How loudly an adapter speaks, from 0 to 150 %. At 100 % it is as it was taught.</source>
        <translation>Wie laut ein Adapter spricht, von 0 bis 150 %. Bei 100 % ist er, wie er trainiert wurde.</translation>
    </message>
    <message>
        <source>Mix</source>
        <translation>Mischung</translation>
    </message>
    <message>
        <source>Several adapters at work together, each at its own strength, such as a product and a style.</source>
        <translation>Mehrere Adapter, die zusammenwirken, jeder mit seiner eigenen Stärke, etwa ein Produkt und ein Stil.</translation>
    </message>
    <message>
        <source>Conflict</source>
        <translation>Konflikt</translation>
    </message>
    <message>
        <source>Two adapters of a mix pull the same part of the model in different directions. Lower one of them, or take them in turn.</source>
        <translation>Zwei Adapter einer Mischung ziehen denselben Teil des Modells in verschiedene Richtungen. Nehmen Sie einen zurück, oder verwenden Sie sie nacheinander.</translation>
    </message>
    <message>
        <source>Variation number</source>
        <translation>Variante</translation>
    </message>
    <message>
        <source>The number that decides the chance in a picture. The same number with the same brief makes the same picture again.</source>
        <translation>Die Zahl, die den Zufall in einem Bild bestimmt. Dieselbe Zahl mit demselben Briefing ergibt wieder dasselbe Bild.</translation>
    </message>
    <message>
        <source>Generate</source>
        <translation>Erzeugen</translation>
    </message>
    <message>
        <source>Have the model make a new picture or text from your brief.</source>
        <translation>Das Modell aus Ihrem Briefing ein neues Bild oder einen neuen Text machen lassen.</translation>
    </message>
    <message>
        <source>Blind comparison</source>
        <translation>Blinder Vergleich</translation>
    </message>
    <message>
        <source>You judge results without seeing which adapter made them, so that hopes do not vote.</source>
        <translation>Sie beurteilen Ergebnisse, ohne zu sehen, welcher Adapter sie gemacht hat; so stimmen keine Hoffnungen mit ab.</translation>
    </message>
    <message>
        <source>Closeness to the brief</source>
        <translation>Treue zum Briefing</translation>
    </message>
    <message>
        <source>How literally the model takes your brief. Higher is more obedient and less natural.</source>
        <translation>Wie wörtlich das Modell Ihr Briefing nimmt. Höher ist folgsamer und weniger natürlich.</translation>
    </message>
    <message>
        <source>Proof of origin</source>
        <translation>Herkunftsnachweis</translation>
    </message>
    <message>
        <source>A note inside an exported file that says it was made with AI, with which model and when. The law asks for it in many countries.</source>
        <translation>Ein Vermerk in einer exportierten Datei, der sagt, dass sie mit KI gemacht wurde, mit welchem Modell und wann. In vielen Ländern verlangt ihn das Gesetz.</translation>
    </message>
    <message>
        <source>Caption</source>
        <translation>Bildbeschreibung</translation>
    </message>
    <message>
        <source>A sentence that says what a photo shows. What the caption names is not taken for part of your brand.</source>
        <translation>Ein Satz, der sagt, was ein Foto zeigt. Was die Bildbeschreibung nennt, wird nicht für einen Teil Ihrer Marke gehalten.</translation>
    </message>
    <message>
        <source>Finding</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>Something the check noticed in your photos or texts that would be learnt, too, such as blur or a private address.</source>
        <translation>Etwas, das der Prüfung an Ihren Fotos oder Texten auffiel und mitgelernt würde, etwa Unschärfe oder eine private Adresse.</translation>
    </message>
    <message>
        <source>The light</source>
        <translation>Die Ampel</translation>
    </message>
    <message>
        <source>Ready, needs attention or blocked: whether your photos and texts are good enough to learn from, and what would change it.</source>
        <translation>Bereit, braucht Aufmerksamkeit oder gesperrt: ob Ihre Fotos und Texte gut genug zum Lernen sind, und was daran etwas ändern würde.</translation>
    </message>
    <message>
        <source>Near duplicate</source>
        <translation>Fast gleiches Foto</translation>
    </message>
    <message>
        <source>Two photos that differ so little that the second teaches nothing and the first counts twice.</source>
        <translation>Zwei Fotos, die sich so wenig unterscheiden, dass das zweite nichts lehrt und das erste doppelt zählt.</translation>
    </message>
    <message>
        <source>Set aside</source>
        <translation>Beiseitegelegt</translation>
    </message>
    <message>
        <source>Kept in the brand but not learnt from. You can take it back at any time.</source>
        <translation>In der Marke aufgehoben, aber nicht gelernt. Sie können es jederzeit zurückholen.</translation>
    </message>
    <message>
        <source>Rights</source>
        <translation>Rechte</translation>
    </message>
    <message>
        <source>Who owns a photo, what you may do with it and until when, and whether people in it have agreed.</source>
        <translation>Wem ein Foto gehört, was Sie damit tun dürfen und bis wann, und ob die Personen darauf zugestimmt haben.</translation>
    </message>
    <message>
        <source>Origin of an adapter</source>
        <translation>Herkunft eines Adapters</translation>
    </message>
    <message>
        <source>The list of photos and texts an adapter has learnt from, so that one can be withdrawn later.</source>
        <translation>Die Liste der Fotos und Texte, aus denen ein Adapter gelernt hat, damit sich später eines zurückziehen lässt.</translation>
    </message>
    <message>
        <source>Brand</source>
        <translation>Marke</translation>
    </message>
    <message>
        <source>One project: its photos and texts, what was learnt from them, and all results.</source>
        <translation>Ein Projekt: seine Fotos und Texte, was daraus gelernt wurde, und alle Ergebnisse.</translation>
    </message>
    <message>
        <source>Graphics memory</source>
        <translation>Grafikspeicher</translation>
    </message>
    <message>
        <source>The graphics card&apos;s own memory. The model has to fit into it, with room to work.</source>
        <translation>Der eigene Speicher der Grafikkarte. Das Modell muss hineinpassen und Platz zum Arbeiten haben.</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>Rechenkern</translation>
    </message>
    <message>
        <source>The part of Signet that trains and generates, in a program of its own. If it fails, the window and your work stay.</source>
        <translation>Der Teil von Signet, der trainiert und erzeugt, als eigenes Programm. Fällt er aus, bleiben das Fenster und Ihre Arbeit.</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>Bibliothek</translation>
    </message>
    <message>
        <source>The folder with all your brands, photos, adapters and results. Nothing of it leaves this computer.</source>
        <translation>Der Ordner mit allen Ihren Marken, Fotos, Adaptern und Ergebnissen. Nichts davon verlässt diesen Computer.</translation>
    </message>
    <message>
        <source>Backup</source>
        <translation>Sicherung</translation>
    </message>
    <message>
        <source>A copy of the list of everything: brands, captions, ratings, rights. Photos, adapters and results are not in it; they lie beside it.</source>
        <translation>Eine Kopie der Liste von allem: Marken, Bildbeschreibungen, Bewertungen, Rechte. Fotos, Adapter und Ergebnisse sind nicht darin; sie liegen daneben.</translation>
    </message>
    <message>
        <source>Starter model</source>
        <translation>Startmodell</translation>
    </message>
    <message>
        <source>A very small model that comes with Signet, to learn and practise with on any computer. Its results are not for publication.</source>
        <translation>Ein sehr kleines Modell, das mit Signet kommt, zum Lernen und Üben auf jedem Computer. Seine Ergebnisse sind nicht zum Veröffentlichen.</translation>
    </message>
    <message>
        <source>Licence of a model</source>
        <translation>Lizenz eines Modells</translation>
    </message>
    <message>
        <source>What its maker allows. Yes: free for business. Limits: with conditions. No: not for advertising.</source>
        <translation>Was der Urheber erlaubt. Ja: geschäftlich frei. Grenzen: mit Bedingungen. Nein: nicht für Werbung.</translation>
    </message>
    <message>
        <source>Safetensors</source>
        <translation>Safetensors</translation>
    </message>
    <message>
        <source>A kind of file for models and adapters that cannot run a program. Signet opens no other kind.</source>
        <translation>Eine Art Datei für Modelle und Adapter, die kein Programm ausführen kann. Eine andere öffnet Signet nicht.</translation>
    </message>
</context>
<context>
    <name>GlossaryHint</name>
    <message>
        <source>What is “{word}”?</source>
        <translation>Was ist „{word}“?</translation>
    </message>
</context>
<context>
    <name>GlossaryLink</name>
    <message>
        <source>Explains this word</source>
        <translation>Erklärt dieses Wort</translation>
    </message>
</context>
<context>
    <name>Grid</name>
    <message>
        <source>The table</source>
        <translation>Die Tabelle</translation>
    </message>
</context>
<context>
    <name>GridModel</name>
    <message>
        <source>Not made because</source>
        <translation>Nicht ausgefüllt, weil</translation>
    </message>
    <message>
        <source>Being written</source>
        <translation>Wird geschrieben</translation>
    </message>
</context>
<context>
    <name>HandOut</name>
    <message>
        <source>Which program is it for?</source>
        <translation>Für welches Programm ist er?</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Choose a folder…</source>
        <translation>Ordner wählen…</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Number format</source>
        <translation>Zahlenformat</translation>
    </message>
    <message>
        <source>As it is</source>
        <translation>Wie er ist</translation>
    </message>
    <message>
        <source>Full (fp32), the largest file</source>
        <translation>Voll (fp32), die größte Datei</translation>
    </message>
    <message>
        <source>Half (bf16)</source>
        <translation>Halb (bf16)</translation>
    </message>
    <message>
        <source>Half (fp16), for older programs</source>
        <translation>Halb (fp16), für ältere Programme</translation>
    </message>
    <message>
        <source>Most programs read every format. “As it is” changes no number.</source>
        <translation>Die meisten Programme lesen jedes Format. „Wie er ist“ ändert keine Zahl.</translation>
    </message>
    <message>
        <source>For ComfyUI</source>
        <translation>Für ComfyUI</translation>
    </message>
    <message>
        <source>For Automatic1111, Forge and other kohya-style programs</source>
        <translation>Für Automatic1111, Forge und andere Programme nach kohyas Art</translation>
    </message>
    <message>
        <source>For diffusers and everything else</source>
        <translation>Für diffusers und alles andere</translation>
    </message>
</context>
<context>
    <name>HandOutText</name>
    <message>
        <source>For Ollama, LM Studio and llama.cpp, ready to speak</source>
        <translation>Für Ollama, LM Studio und llama.cpp, fertig zum Sprechen</translation>
    </message>
    <message>
        <source>One file with the whole model, and a Modelfile for Ollama</source>
        <translation>Eine Datei mit dem ganzen Modell, dazu ein Modelfile für Ollama</translation>
    </message>
    <message>
        <source>For Ollama and llama.cpp, beside their own model</source>
        <translation>Für Ollama und llama.cpp, neben deren eigenem Modell</translation>
    </message>
    <message>
        <source>A small file with only what was learnt, as GGUF</source>
        <translation>Eine kleine Datei nur mit dem Gelernten, als GGUF</translation>
    </message>
    <message>
        <source>For vLLM and other servers: the whole model</source>
        <translation>Für vLLM und andere Server: das ganze Modell</translation>
    </message>
    <message>
        <source>A model&apos;s folder with what was learnt in its weights</source>
        <translation>Der Ordner eines Modells, das Gelernte steckt in seinen Gewichten</translation>
    </message>
    <message>
        <source>For Python programs: only what was learnt</source>
        <translation>Für Python-Programme: nur das Gelernte</translation>
    </message>
    <message>
        <source>A PEFT folder, as it was trained</source>
        <translation>Ein PEFT-Ordner, so wie trainiert wurde</translation>
    </message>
    <message>
        <source>What suits it</source>
        <translation>Was dazu passt</translation>
    </message>
    <message>
        <source>Full (fp32), the largest file</source>
        <translation>Voll (fp32), die größte Datei</translation>
    </message>
    <message>
        <source>Half (bf16)</source>
        <translation>Halb (bf16)</translation>
    </message>
    <message>
        <source>Half (fp16)</source>
        <translation>Halb (fp16)</translation>
    </message>
    <message>
        <source>8 bits (q8_0), the smallest file</source>
        <translation>8 Bit (q8_0), die kleinste Datei</translation>
    </message>
    <message>
        <source>Write the model for it, too</source>
        <translation>Auch das Modell dafür schreiben</translation>
    </message>
    <message>
        <source>What was written is read back and compared with the adapter, word by word.</source>
        <translation>Das Geschriebene wird zurückgelesen und Wort für Wort mit dem Adapter verglichen.</translation>
    </message>
</context>
<context>
    <name>HandingOut</name>
    <message>
        <source>It is being prepared.</source>
        <translation>Es wird vorbereitet.</translation>
    </message>
    <message>
        <source>It waits until the training is done.</source>
        <translation>Es wartet, bis das Training fertig ist.</translation>
    </message>
    <message>
        <source>Stopped; nothing was written.</source>
        <translation>Angehalten; nichts wurde geschrieben.</translation>
    </message>
</context>
<context>
    <name>HeadStrip</name>
    <message>
        <source>Add a column</source>
        <translation>Spalte hinzufügen</translation>
    </message>
    <message>
        <source>Made for another model</source>
        <translation>Für ein anderes Modell gemacht</translation>
    </message>
    <message>
        <source>There is no adapter yet. Train one first.</source>
        <translation>Es gibt noch keinen Adapter. Trainieren Sie zuerst einen.</translation>
    </message>
</context>
<context>
    <name>HelpPage</name>
    <message>
        <source>The four steps</source>
        <translation>Die vier Schritte</translation>
    </message>
    <message>
        <source>Good photos</source>
        <translation>Gute Fotos</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>Wörter</translation>
    </message>
    <message>
        <source>Something is wrong</source>
        <translation>Etwas stimmt nicht</translation>
    </message>
    <message>
        <source>Parts of the help</source>
        <translation>Teile der Hilfe</translation>
    </message>
    <message>
        <source>Save report</source>
        <translation>Bericht speichern</translation>
    </message>
    <message>
        <source>Search words</source>
        <translation>Wörter suchen</translation>
    </message>
</context>
<context>
    <name>History</name>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n Datei</numerusform>
            <numerusform>%n Dateien</numerusform>
        </translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Show the files of {folder}</source>
        <translation>Die Dateien in {folder} zeigen</translation>
    </message>
</context>
<context>
    <name>HistoryPanel</name>
    <message>
        <source>Search briefs and texts</source>
        <translation>Briefings und Texte durchsuchen</translation>
    </message>
    <message>
        <source>With favourites</source>
        <translation>Mit Favoriten</translation>
    </message>
    <message>
        <source>4 stars and more</source>
        <translation>4 Sterne und mehr</translation>
    </message>
    <message>
        <source>Kept comparisons</source>
        <translation>Aufgehobene Vergleiche</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>The comparison is in the bin.</source>
        <translation>Der Vergleich liegt im Papierkorb.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>No comparison answers.</source>
        <translation>Kein Vergleich passt.</translation>
    </message>
    <message>
        <source>Every comparison you make is kept here.</source>
        <translation>Jeder Vergleich, den Sie machen, wird hier aufgehoben.</translation>
    </message>
</context>
<context>
    <name>IgnoredCard</name>
    <message>
        <source>Ignored: {reason}</source>
        <translation>Übergangen: {reason}</translation>
    </message>
    <message>
        <source>Take it seriously again</source>
        <translation>Wieder ernst nehmen</translation>
    </message>
</context>
<context>
    <name>Incoming</name>
    <message>
        <source>Pasted picture {time}</source>
        <translation>Eingefügtes Bild {time}</translation>
    </message>
    <message>
        <source>This picture cannot be taken over.</source>
        <translation>Dieses Bild lässt sich nicht übernehmen.</translation>
    </message>
    <message>
        <source>Save it to a file and drop that file here.</source>
        <translation>Speichern Sie es in eine Datei, und ziehen Sie diese hierher.</translation>
    </message>
    <message>
        <source>Pasted text {time}</source>
        <translation>Eingefügter Text {time}</translation>
    </message>
    <message>
        <source>This is an address on the web, and Signet fetches nothing: everything stays on this computer.</source>
        <translation>Das ist eine Adresse im Web, und Signet holt nichts: Alles bleibt auf diesem Computer.</translation>
    </message>
    <message>
        <source>Save the picture to this computer, then drop the file here.</source>
        <translation>Speichern Sie das Bild auf diesem Computer, und ziehen Sie die Datei dann hierher.</translation>
    </message>
</context>
<context>
    <name>Intake</name>
    <message numerus="yes">
        <source>Undo import of %n item(s)</source>
        <translation>
            <numerusform>Import von %n Eintrag rückgängig machen</numerusform>
            <numerusform>Import von %n Einträgen rückgängig machen</numerusform>
        </translation>
    </message>
    <message>
        <source>The import into “{name}” is over.</source>
        <translation>Der Import in „{name}“ ist fertig.</translation>
    </message>
    <message numerus="yes">
        <source>Import %n item(s)</source>
        <translation>
            <numerusform>%n Eintrag importieren</numerusform>
            <numerusform>%n Einträge importieren</numerusform>
        </translation>
    </message>
    <message>
        <source>Looking at the file…</source>
        <translation>Die Datei wird angesehen…</translation>
    </message>
    <message>
        <source>“{file}” does not fit</source>
        <translation>„{file}“ passt nicht</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>“{file}” fits</source>
        <translation>„{file}“ passt</translation>
    </message>
    <message>
        <source>Name on the shelf</source>
        <translation>Name im Regal</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Model it works with</source>
        <translation>Modell, mit dem er wirkt</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Put on the shelf</source>
        <translation>Ins Regal stellen</translation>
    </message>
    <message>
        <source>For {kind}, {size}.</source>
        <translation>Für {kind}, {size}.</translation>
    </message>
    <message>
        <source>Code word: {word}.</source>
        <translation>Codewort: {word}.</translation>
    </message>
    <message>
        <source>It was trained on {model}.</source>
        <translation>Er wurde auf {model} trainiert.</translation>
    </message>
    <message>
        <source>It holds numbers only, nothing in it is run as a program.</source>
        <translation>Er enthält nur Zahlen, nichts darin wird als Programm ausgeführt.</translation>
    </message>
</context>
<context>
    <name>ItemModel</name>
    <message>
        <source>Item {number}</source>
        <translation>Eintrag {number}</translation>
    </message>
    <message numerus="yes">
        <source>stack of %n photo(s)</source>
        <translation>
            <numerusform>Stapel aus %n Foto</numerusform>
            <numerusform>Stapel aus %n Fotos</numerusform>
        </translation>
    </message>
    <message>
        <source>no caption</source>
        <translation>keine Bildbeschreibung</translation>
    </message>
    <message>
        <source>set aside</source>
        <translation>beiseitegelegt</translation>
    </message>
    <message>
        <source>kept for checking</source>
        <translation>zum Prüfen zurückgelegt</translation>
    </message>
</context>
<context>
    <name>ItemShelf</name>
    <message>
        <source>No caption yet</source>
        <translation>Noch keine Bildbeschreibung</translation>
    </message>
</context>
<context>
    <name>JobsDrawer</name>
    <message>
        <source>Trainings</source>
        <translation>Trainings</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Nothing is running.</source>
        <translation>Es läuft nichts.</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Weiter</translation>
    </message>
</context>
<context>
    <name>JobsPill</name>
    <message numerus="yes">
        <source>%n training(s) waiting</source>
        <translation>
            <numerusform>%n Training wartet</numerusform>
            <numerusform>%n Trainings warten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n training(s) to resume</source>
        <translation>
            <numerusform>%n Training zum Fortsetzen</numerusform>
            <numerusform>%n Trainings zum Fortsetzen</numerusform>
        </translation>
    </message>
    <message>
        <source>Training, not heard of</source>
        <translation>Training, keine Antwort</translation>
    </message>
    <message>
        <source>Training, paused</source>
        <translation>Training, Pause</translation>
    </message>
    <message>
        <source>Training, stopping</source>
        <translation>Training, hält an</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Training, {left}</source>
        <translation>Training, {left}</translation>
    </message>
</context>
<context>
    <name>JudgedBoard</name>
    <message>
        <source>Judge a result</source>
        <translation>Ein Ergebnis beurteilen</translation>
    </message>
    <message>
        <source>Delete a result</source>
        <translation>Ein Ergebnis löschen</translation>
    </message>
</context>
<context>
    <name>JudgingBar</name>
    <message numerus="yes">
        <source>%n star(s)</source>
        <translation>
            <numerusform>%n Stern</numerusform>
            <numerusform>%n Sterne</numerusform>
        </translation>
    </message>
    <message>
        <source>Favourite</source>
        <translation>Favorit</translation>
    </message>
    <message>
        <source>Edit and approve</source>
        <translation>Bearbeiten und freigeben</translation>
    </message>
    <message>
        <source>Judge a result</source>
        <translation>Ergebnis bewerten</translation>
    </message>
</context>
<context>
    <name>Lane</name>
    <message>
        <source>Something inside Signet did not work.</source>
        <translation>In Signet hat etwas nicht funktioniert.</translation>
    </message>
    <message>
        <source>Your data is safe. Try again; if it happens again, save a problem report under Help.</source>
        <translation>Ihre Daten sind sicher. Versuchen Sie es noch einmal; wenn es wieder geschieht, speichern Sie unter „Hilfe“ einen Problembericht.</translation>
    </message>
</context>
<context>
    <name>Languages</name>
    <message>
        <source>Czech</source>
        <translation>Tschechisch</translation>
    </message>
    <message>
        <source>Danish</source>
        <translation>Dänisch</translation>
    </message>
    <message>
        <source>German</source>
        <translation>Deutsch</translation>
    </message>
    <message>
        <source>English</source>
        <translation>Englisch</translation>
    </message>
    <message>
        <source>Spanish</source>
        <translation>Spanisch</translation>
    </message>
    <message>
        <source>Finnish</source>
        <translation>Finnisch</translation>
    </message>
    <message>
        <source>French</source>
        <translation>Französisch</translation>
    </message>
    <message>
        <source>Hungarian</source>
        <translation>Ungarisch</translation>
    </message>
    <message>
        <source>Italian</source>
        <translation>Italienisch</translation>
    </message>
    <message>
        <source>Japanese</source>
        <translation>Japanisch</translation>
    </message>
    <message>
        <source>Korean</source>
        <translation>Koreanisch</translation>
    </message>
    <message>
        <source>Dutch</source>
        <translation>Niederländisch</translation>
    </message>
    <message>
        <source>Norwegian</source>
        <translation>Norwegisch</translation>
    </message>
    <message>
        <source>Polish</source>
        <translation>Polnisch</translation>
    </message>
    <message>
        <source>Portuguese</source>
        <translation>Portugiesisch</translation>
    </message>
    <message>
        <source>Romanian</source>
        <translation>Rumänisch</translation>
    </message>
    <message>
        <source>Swedish</source>
        <translation>Schwedisch</translation>
    </message>
    <message>
        <source>Turkish</source>
        <translation>Türkisch</translation>
    </message>
    <message>
        <source>Ukrainian</source>
        <translation>Ukrainisch</translation>
    </message>
    <message>
        <source>Chinese</source>
        <translation>Chinesisch</translation>
    </message>
</context>
<context>
    <name>LearntPart</name>
    <message>
        <source>All of this photo is learnt.</source>
        <translation>Dieses Foto wird ganz gelernt.</translation>
    </message>
    <message>
        <source>In training, {share} % is cut away at the sides.</source>
        <translation>Im Training werden {share} % an den Seiten abgeschnitten.</translation>
    </message>
    <message>
        <source>In training, {share} % is cut away above and below.</source>
        <translation>Im Training werden {share} % oben und unten abgeschnitten.</translation>
    </message>
    <message>
        <source>A part of the subject is cut away with it.</source>
        <translation>Ein Teil des Motivs wird mit abgeschnitten.</translation>
    </message>
</context>
<context>
    <name>LightCard</name>
    <message>
        <source>Items without a warning</source>
        <translation>Einträge ohne Warnung</translation>
    </message>
    <message>
        <source>Progress of the checks</source>
        <translation>Fortschritt der Prüfung</translation>
    </message>
    <message>
        <source>Nothing to look at yet</source>
        <translation>Noch nichts zu prüfen</translation>
    </message>
    <message>
        <source>All set aside</source>
        <translation>Alles beiseitegelegt</translation>
    </message>
    <message>
        <source>Not checked yet</source>
        <translation>Noch nicht geprüft</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>Needs attention</source>
        <translation>Braucht Aufmerksamkeit</translation>
    </message>
    <message>
        <source>Blocked</source>
        <translation>Gesperrt</translation>
    </message>
    <message>
        <source>Add photos or texts; they are looked at as soon as they are in.</source>
        <translation>Fügen Sie Fotos oder Texte hinzu; sie werden geprüft, sobald sie da sind.</translation>
    </message>
    <message>
        <source>There is nothing to learn. Use some of them again, or add others.</source>
        <translation>Es gibt nichts zu lernen. Verwenden Sie einige wieder, oder fügen Sie andere hinzu.</translation>
    </message>
    <message>
        <source>The checks tell whether anything speaks against training.</source>
        <translation>Die Prüfung sagt, ob etwas gegen das Training spricht.</translation>
    </message>
    <message>
        <source>Nothing speaks against training.</source>
        <translation>Nichts spricht gegen das Training.</translation>
    </message>
    <message>
        <source>You can train. The result gets better when you:</source>
        <translation>Sie können trainieren. Besser wird das Ergebnis so:</translation>
    </message>
    <message>
        <source>Before training:</source>
        <translation>Vor dem Training:</translation>
    </message>
    <message>
        <source>Looking at {done} of {total}</source>
        <translation>{done} von {total} angesehen</translation>
    </message>
    <message>
        <source>Comparing them with each other …</source>
        <translation>Sie werden miteinander verglichen …</translation>
    </message>
    <message>
        <source>Looking closer: {done} of {total}</source>
        <translation>Genauer angesehen: {done} von {total}</translation>
    </message>
    <message>
        <source>+{points}</source>
        <translation>+{points}</translation>
    </message>
    <message>
        <source>Points that this would bring</source>
        <translation>Punkte, die das bringen würde</translation>
    </message>
    <message numerus="yes">
        <source>and %n more below</source>
        <translation>
            <numerusform>und %n weiterer unten</numerusform>
            <numerusform>und %n weitere unten</numerusform>
        </translation>
    </message>
    <message>
        <source>{good} of {total} photos without a warning</source>
        <translation>{good} von {total} Fotos ohne Warnung</translation>
    </message>
    <message>
        <source>{points} of 100 points, {good} of {total} photos without a warning</source>
        <translation>{points} von 100 Punkten, {good} von {total} Fotos ohne Warnung</translation>
    </message>
    <message>
        <source>{good} of {total} texts without a warning</source>
        <translation>{good} von {total} Texten ohne Warnung</translation>
    </message>
</context>
<context>
    <name>Lightbox</name>
    <message>
        <source>Previous</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>{place} of {count}</source>
        <translation>{place} von {count}</translation>
    </message>
</context>
<context>
    <name>Lineage</name>
    <message>
        <source>It was trained elsewhere; what it learnt from is not known.</source>
        <translation>Er wurde anderswo trainiert; woraus er gelernt hat, ist nicht bekannt.</translation>
    </message>
    <message>
        <source>Show all {count}</source>
        <translation>Alle {count} zeigen</translation>
    </message>
    <message numerus="yes">
        <source>%n of them has been deleted since.</source>
        <translation>
            <numerusform>%n davon wurde seither gelöscht.</numerusform>
            <numerusform>%n davon wurden seither gelöscht.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Lists</name>
    <message>
        <source>Photos</source>
        <translation>Fotos</translation>
    </message>
    <message>
        <source>Texts</source>
        <translation>Texte</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>Choose files</source>
        <translation>Dateien wählen</translation>
    </message>
    <message>
        <source>No photos yet</source>
        <translation>Noch keine Fotos</translation>
    </message>
    <message>
        <source>Drop 10 to 30 photos of one product here.</source>
        <translation>Ziehen Sie 10 bis 30 Fotos eines Produkts hierher.</translation>
    </message>
    <message>
        <source>No texts yet</source>
        <translation>Noch keine Texte</translation>
    </message>
    <message>
        <source>Drop your brand&apos;s texts here: posts, product texts, letters, slogans.</source>
        <translation>Ziehen Sie die Texte Ihrer Marke hierher: Beiträge, Produkttexte, Briefe, Slogans.</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Alles zeigen</translation>
    </message>
    <message>
        <source>Nothing here fits</source>
        <translation>Hier passt nichts</translation>
    </message>
    <message>
        <source>No item fits the search and the filter that are set.</source>
        <translation>Kein Eintrag passt zur Suche und zum Filter.</translation>
    </message>
</context>
<context>
    <name>LiveView</name>
    <message>
        <source>How it sees your brand</source>
        <translation>Wie er Ihre Marke sieht</translation>
    </message>
    <message>
        <source>Stop it</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>The engine has not been heard of for a minute. It may be busy; if nothing happens, stop it and start again: what was saved is kept.</source>
        <translation>Vom Rechenkern war seit einer Minute nichts zu hören. Vielleicht ist er beschäftigt; geschieht nichts, halten Sie ihn an und starten Sie noch einmal: Was gespeichert wurde, bleibt.</translation>
    </message>
    <message>
        <source>Memory in use</source>
        <translation>Belegter Speicher</translation>
    </message>
    <message>
        <source>Your computer stays awake until this is done</source>
        <translation>Ihr Computer bleibt wach, bis dies fertig ist</translation>
    </message>
    <message>
        <source>How well it matches</source>
        <translation>Wie gut es passt</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Sample now</source>
        <translation>Jetzt eine Probe</translation>
    </message>
    <message>
        <source>How it goes about it</source>
        <translation>Wie es dabei vorgeht</translation>
    </message>
    <message>
        <source>{used} of {total} memory in use</source>
        <translation>{used} von {total} Speicher belegt</translation>
    </message>
    <message numerus="yes">
        <source>Learning from %n photo(s)</source>
        <translation>
            <numerusform>Lernt aus %n Foto</numerusform>
            <numerusform>Lernt aus %n Fotos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Learning from %n text(s)</source>
        <translation>
            <numerusform>Lernt aus %n Text</numerusform>
            <numerusform>Lernt aus %n Texten</numerusform>
        </translation>
    </message>
    <message>
        <source>on {model}</source>
        <translation>auf {model}</translation>
    </message>
    <message>
        <source>Step {step} of {steps}</source>
        <translation>Schritt {step} von {steps}</translation>
    </message>
    <message>
        <source>{count} steps a minute</source>
        <translation>{count} Schritte in der Minute</translation>
    </message>
    <message>
        <source>on the graphics card</source>
        <translation>auf der Grafikkarte</translation>
    </message>
    <message>
        <source>on the processor</source>
        <translation>auf dem Prozessor</translation>
    </message>
</context>
<context>
    <name>LogoField</name>
    <message>
        <source>Choose a file…</source>
        <translation>Datei wählen…</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Remove the logo</source>
        <translation>Logo entfernen</translation>
    </message>
    <message>
        <source>Looking at {file}</source>
        <translation>{file} wird angesehen</translation>
    </message>
    <message>
        <source>Drop your logo here: PNG with a clear ground, or JPEG.</source>
        <translation>Ziehen Sie Ihr Logo hierher: PNG mit durchsichtigem Grund oder JPEG.</translation>
    </message>
    <message>
        <source>Choose a logo</source>
        <translation>Logo wählen</translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg *.jpeg *.webp *.tif *.tiff)</source>
        <translation>Bilder (*.png *.jpg *.jpeg *.webp *.tif *.tiff)</translation>
    </message>
</context>
<context>
    <name>LossChart</name>
    <message>
        <source>Loss</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>How well it matches</source>
        <translation>Wie gut es passt</translation>
    </message>
    <message>
        <source>Nothing has been learnt yet.</source>
        <translation>Noch wurde nichts gelernt.</translation>
    </message>
    <message>
        <source>After step {step} of {steps} the loss is {value}.</source>
        <translation>Nach Schritt {step} von {steps} beträgt der Fehler {value}.</translation>
    </message>
    <message>
        <source>After step {step} of {steps} it is {share} closer than the model alone.</source>
        <translation>Nach Schritt {step} von {steps} ist er {share} näher als das Modell allein.</translation>
    </message>
    <message>
        <source>step {step}: {value}</source>
        <translation>Schritt {step}: {value}</translation>
    </message>
    <message>
        <source>kept back, step {step}: {value}</source>
        <translation>zurückgelegt, Schritt {step}: {value}</translation>
    </message>
    <message>
        <source>The curve begins with the first steps.</source>
        <translation>Die Kurve beginnt mit den ersten Schritten.</translation>
    </message>
    <message>
        <source>step {step}</source>
        <translation>Schritt {step}</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Go to “{page}”</source>
        <translation>Zu „{page}“ gehen</translation>
    </message>
    <message>
        <source>Search on this page</source>
        <translation>Auf dieser Seite suchen</translation>
    </message>
    <message>
        <source>Close Signet</source>
        <translation>Signet schließen</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>not begun</source>
        <translation>nicht begonnen</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>bereit</translation>
    </message>
    <message>
        <source>needs attention</source>
        <translation>braucht Aufmerksamkeit</translation>
    </message>
    <message>
        <source>blocked</source>
        <translation>gesperrt</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
</context>
<context>
    <name>Maker</name>
    <message>
        <source>Stopping</source>
        <translation>Wird angehalten</translation>
    </message>
</context>
<context>
    <name>MakingCard</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
</context>
<context>
    <name>MannerCard</name>
    <message>
        <source>Such as {name}</source>
        <translation>Zum Beispiel {name}</translation>
    </message>
    <message>
        <source>Kind of picture file</source>
        <translation>Art der Bilddatei</translation>
    </message>
    <message>
        <source>What suits each format best</source>
        <translation>Was zu jedem Format am besten passt</translation>
    </message>
    <message>
        <source>Best</source>
        <translation>Beste</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>Ausgewogen</translation>
    </message>
    <message>
        <source>Small files</source>
        <translation>Kleine Dateien</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>Qualität</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Word document</source>
        <translation>Word-Dokument</translation>
    </message>
    <message>
        <source>Table (CSV)</source>
        <translation>Tabelle (CSV)</translation>
    </message>
    <message>
        <source>Plain text</source>
        <translation>Reiner Text</translation>
    </message>
    <message>
        <source>Texts</source>
        <translation>Texte</translation>
    </message>
    <message>
        <source>File names</source>
        <translation>Dateinamen</translation>
    </message>
    <message>
        <source>Puts {word} into the file names</source>
        <translation>Setzt {word} in die Dateinamen</translation>
    </message>
    <message>
        <source>Put “{meaning}” into the file names</source>
        <translation>„{meaning}“ in die Dateinamen setzen</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>Ändern…</translation>
    </message>
    <message>
        <source>Choose another folder for exports</source>
        <translation>Einen anderen Ordner für Exporte wählen</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Folder for exports</source>
        <translation>Ordner für Exporte</translation>
    </message>
</context>
<context>
    <name>MaskCanvas</name>
    <message>
        <source>Photo with its mask</source>
        <translation>Foto mit seiner Maske</translation>
    </message>
    <message>
        <source>Arrow keys move the brush, Space paints, X changes between product and background, plus and minus change the size.</source>
        <translation>Die Pfeiltasten bewegen den Pinsel, die Leertaste malt, X wechselt zwischen Produkt und Hintergrund, Plus und Minus ändern die Größe.</translation>
    </message>
</context>
<context>
    <name>MendAllDialog</name>
    <message>
        <source>Mend everything</source>
        <translation>Alles ausbessern</translation>
    </message>
    <message>
        <source>Mend what can be mended</source>
        <translation>Ausbessern, was sich ausbessern lässt</translation>
    </message>
    <message>
        <source>Photos and texts get new versions beside the originals; what cannot be saved is set aside. Nothing is deleted, and one click takes all of it back.</source>
        <translation>Fotos und Texte bekommen neue Fassungen neben den Originalen; was nicht zu retten ist, wird beiseitegelegt. Nichts wird gelöscht, und ein Klick nimmt alles zurück.</translation>
    </message>
    <message>
        <source>What would be done</source>
        <translation>Was geschehen würde</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Mend</source>
        <translation>Ausbessern</translation>
    </message>
</context>
<context>
    <name>MendProgress</name>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Progress of the changes</source>
        <translation>Fortschritt der Änderungen</translation>
    </message>
    <message>
        <source>Changing photo {done} of {total}</source>
        <translation>Foto {done} von {total} wird geändert</translation>
    </message>
</context>
<context>
    <name>Mending</name>
    <message numerus="yes">
        <source>%n item(s) set aside.</source>
        <translation>
            <numerusform>%n Eintrag beiseitegelegt.</numerusform>
            <numerusform>%n Einträge beiseitegelegt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n caption(s) written.</source>
        <translation>
            <numerusform>%n Bildbeschreibung geschrieben.</numerusform>
            <numerusform>%n Bildbeschreibungen geschrieben.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The code word was added to %n caption(s).</source>
        <translation>
            <numerusform>Das Codewort wurde in %n Bildbeschreibung eingefügt.</numerusform>
            <numerusform>Das Codewort wurde in %n Bildbeschreibungen eingefügt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n caption(s) changed.</source>
        <translation>
            <numerusform>%n Bildbeschreibung geändert.</numerusform>
            <numerusform>%n Bildbeschreibungen geändert.</numerusform>
        </translation>
    </message>
    <message>
        <source>Training and test will be divided anew.</source>
        <translation>Training und Test werden neu aufgeteilt.</translation>
    </message>
    <message>
        <source>Thinned out; the longest of them stay.</source>
        <translation>Ausgedünnt; die längsten bleiben.</translation>
    </message>
    <message numerus="yes">
        <source>%n text(s) mended; the earlier wording is kept.</source>
        <translation>
            <numerusform>%n Text ausgebessert; der frühere Wortlaut bleibt erhalten.</numerusform>
            <numerusform>%n Texte ausgebessert; der frühere Wortlaut bleibt erhalten.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s) changed; the originals are untouched.</source>
        <translation>
            <numerusform>%n Foto geändert; das Original ist unberührt.</numerusform>
            <numerusform>%n Fotos geändert; die Originale sind unberührt.</numerusform>
        </translation>
    </message>
    <message>
        <source>Mend everything</source>
        <translation>Alles ausbessern</translation>
    </message>
    <message numerus="yes">
        <source>Mended; %n item(s) set aside. Nothing was deleted.</source>
        <translation>
            <numerusform>Ausgebessert; %n Stück beiseitegelegt. Nichts wurde gelöscht.</numerusform>
            <numerusform>Ausgebessert; %n Stück beiseitegelegt. Nichts wurde gelöscht.</numerusform>
        </translation>
    </message>
    <message>
        <source>Back to the original</source>
        <translation>Zurück zum Original</translation>
    </message>
    <message numerus="yes">
        <source>%n item(s) are as they came in.</source>
        <translation>
            <numerusform>%n Eintrag ist wieder, wie er hereinkam.</numerusform>
            <numerusform>%n Einträge sind wieder, wie sie hereinkamen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n item(s) stay as they are: changed meanwhile, or another one would be the same.</source>
        <translation>
            <numerusform>%n Eintrag bleibt, wie er ist: Er wurde inzwischen geändert, oder ein anderer wäre gleich.</numerusform>
            <numerusform>%n Einträge bleiben, wie sie sind: Sie wurden inzwischen geändert, oder andere wären gleich.</numerusform>
        </translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
</context>
<context>
    <name>MissingCard</name>
    <message>
        <source>This model is not there, or not complete. Connect its drive.</source>
        <translation>Dieses Modell ist nicht da oder nicht vollständig. Verbinden Sie sein Laufwerk.</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Noch einmal nachsehen</translation>
    </message>
    <message>
        <source>Take off the shelf</source>
        <translation>Aus dem Regal nehmen</translation>
    </message>
</context>
<context>
    <name>ModelCard</name>
    <message>
        <source>Business use: yes</source>
        <translation>Geschäftlich: ja</translation>
    </message>
    <message>
        <source>Business use: with limits</source>
        <translation>Geschäftlich: mit Grenzen</translation>
    </message>
    <message>
        <source>Business use: no</source>
        <translation>Geschäftlich: nein</translation>
    </message>
    <message>
        <source>Business use: read the licence</source>
        <translation>Geschäftlich: Lizenz lesen</translation>
    </message>
    <message>
        <source>Show the folder of “{name}”</source>
        <translation>Den Ordner von „{name}“ zeigen</translation>
    </message>
    <message>
        <source>Take “{name}” off the shelf</source>
        <translation>„{name}“ aus dem Regal nehmen</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Texts</source>
        <translation>Texte</translation>
    </message>
    <message>
        <source>To practise with</source>
        <translation>Zum Üben</translation>
    </message>
    <message>
        <source>Answers in conversations</source>
        <translation>Antwortet in Gesprächen</translation>
    </message>
    <message>
        <source>Goes on with texts; it has no template of conversations</source>
        <translation>Führt Texte fort; eine Vorlage für Gespräche hat es nicht</translation>
    </message>
</context>
<context>
    <name>ModelShelf</name>
    <message>
        <source>“{name}” is off the shelf; its files are untouched.</source>
        <translation>„{name}“ ist aus dem Regal; seine Dateien sind unberührt.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>“{name}” is on the shelf.</source>
        <translation>„{name}“ steht im Regal.</translation>
    </message>
    <message>
        <source>“{name}” was on the shelf already.</source>
        <translation>„{name}“ stand schon im Regal.</translation>
    </message>
</context>
<context>
    <name>ModelsPage</name>
    <message>
        <source>Models on this computer</source>
        <translation>Modelle auf diesem Computer</translation>
    </message>
    <message>
        <source>Add a model&apos;s folder</source>
        <translation>Ordner eines Modells hinzufügen</translation>
    </message>
    <message>
        <source>Add a single file</source>
        <translation>Eine einzelne Datei hinzufügen</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>The folder of a model</source>
        <translation>Der Ordner eines Modells</translation>
    </message>
    <message>
        <source>The file of a model</source>
        <translation>Die Datei eines Modells</translation>
    </message>
    <message>
        <source>Your adapters are taught on one of these models. Drop a model&apos;s folder or its single .safetensors or .gguf file here to add it; it stays where it is.</source>
        <translation>Ihre Adapter werden auf einem dieser Modelle trainiert. Ziehen Sie den Ordner eines Modells oder seine einzelne .safetensors- oder .gguf-Datei hierher, um es hinzuzufügen; es bleibt, wo es ist.</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>A model&apos;s folder that has these parts</source>
        <translation>Ein Modellordner, der diese Teile hat</translation>
    </message>
    <message>
        <source>No model on this computer yet</source>
        <translation>Noch kein Modell auf diesem Computer</translation>
    </message>
    <message>
        <source>The starter models come with the set-up: start Signet with “python3 packaging/run.py”. Or add the folder of a model you have.</source>
        <translation>Die Startmodelle kommen mit der Einrichtung: Starten Sie Signet mit „python3 packaging/run.py“. Oder fügen Sie den Ordner eines Modells hinzu, das Sie haben.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Choose a folder that has them</source>
        <translation>Einen Ordner wählen, der sie hat</translation>
    </message>
    <message>
        <source>Looking through it</source>
        <translation>Wird durchgesehen</translation>
    </message>
    <message>
        <source>Making the model&apos;s folder</source>
        <translation>Der Modellordner wird gemacht</translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message>
        <source>The training has the engine. What you make here comes after it.</source>
        <translation>Das Training hat den Rechenkern. Was Sie hier erzeugen, kommt danach.</translation>
    </message>
    <message>
        <source>The training has the engine, {time} to go. What you make here comes after it.</source>
        <translation>Das Training hat den Rechenkern, noch {time}. Was Sie hier erzeugen, kommt danach.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>Notifier</name>
    <message>
        <source>“{name}” did not get to its end</source>
        <translation>„{name}“ kam nicht ans Ende</translation>
    </message>
    <message>
        <source>“{name}” has learnt</source>
        <translation>„{name}“ hat gelernt</translation>
    </message>
    <message>
        <source>Compare it with the model alone.</source>
        <translation>Vergleichen Sie es mit dem Modell allein.</translation>
    </message>
</context>
<context>
    <name>OffersView</name>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Keep as it is</source>
        <translation>So lassen</translation>
    </message>
    <message>
        <source>“{name}” was interrupted at step {step} of {steps}. It can go on.</source>
        <translation>„{name}“ wurde bei Schritt {step} von {steps} unterbrochen. Es kann weitergehen.</translation>
    </message>
</context>
<context>
    <name>OriginCard</name>
    <message>
        <source>Each file says that it was made with AI</source>
        <translation>Jede Datei sagt, dass sie mit KI gemacht wurde</translation>
    </message>
    <message>
        <source>The mark is invisible and readable by machines, as the EU AI Act asks. Drop any file on this page to read its mark.</source>
        <translation>Der Vermerk ist unsichtbar und für Maschinen lesbar, wie es die KI-Verordnung der EU verlangt. Ziehen Sie eine Datei auf diese Seite, um ihren Vermerk zu lesen.</translation>
    </message>
    <message>
        <source>Check a file…</source>
        <translation>Datei prüfen…</translation>
    </message>
    <message>
        <source>Check the mark of a file</source>
        <translation>Den Vermerk einer Datei prüfen</translation>
    </message>
    <message>
        <source>Pictures and documents</source>
        <translation>Bilder und Dokumente</translation>
    </message>
    <message>
        <source>It is exactly the file that Signet exported on {day}.</source>
        <translation>Es ist genau die Datei, die Signet am {day} exportiert hat.</translation>
    </message>
    <message>
        <source>The file says that it was made with AI.</source>
        <translation>Die Datei sagt, dass sie mit KI gemacht wurde.</translation>
    </message>
    <message>
        <source>The file says that parts of it were made with AI.</source>
        <translation>Die Datei sagt, dass Teile von ihr mit KI gemacht wurden.</translation>
    </message>
    <message>
        <source>The file says another origin: {words}.</source>
        <translation>Die Datei nennt eine andere Herkunft: {words}.</translation>
    </message>
    <message>
        <source>The file itself carries no mark; plain text cannot.</source>
        <translation>Die Datei selbst trägt keinen Vermerk; reiner Text kann das nicht.</translation>
    </message>
    <message>
        <source>The file carries no mark. That does not prove that a person made it: many programs drop the mark when they save.</source>
        <translation>Die Datei trägt keinen Vermerk. Das beweist nicht, dass ein Mensch sie gemacht hat: Viele Programme lassen den Vermerk beim Speichern fallen.</translation>
    </message>
</context>
<context>
    <name>Overlay</name>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>PartRow</name>
    <message>
        <source>Strength of {name}</source>
        <translation>Stärke von {name}</translation>
    </message>
    <message>
        <source>100 % is the strength at which this adapter works best.</source>
        <translation>100 % ist die Stärke, bei der dieser Adapter am besten wirkt.</translation>
    </message>
</context>
<context>
    <name>PhotoGuide</name>
    <message>
        <source>What all photos have in common is learnt as your brand. So vary everything that does not belong to it.</source>
        <translation>Was alle Fotos gemeinsam haben, wird als Ihre Marke gelernt. Wechseln Sie also alles, was nicht zu ihr gehört.</translation>
    </message>
    <message>
        <source>This helps</source>
        <translation>Das hilft</translation>
    </message>
    <message>
        <source>This harms</source>
        <translation>Das schadet</translation>
    </message>
    <message>
        <source>For texts</source>
        <translation>Für Texte</translation>
    </message>
    <message>
        <source>50 or more finished texts in one voice teach more than hundreds in several. Leave out legal notes, e-mail signatures and anything private: it would be learnt, too.</source>
        <translation>50 oder mehr fertige Texte in einer Stimme lehren mehr als Hunderte in mehreren. Lassen Sie Rechtshinweise, E-Mail-Signaturen und alles Private weg: Es würde mitgelernt.</translation>
    </message>
    <message>
        <source>A good set: one product, seen from many sides, sharp and well lit.</source>
        <translation>Ein guter Satz: ein Produkt, von vielen Seiten, scharf und gut beleuchtet.</translation>
    </message>
    <message>
        <source>Example photo of a coffee brewer</source>
        <translation>Beispielfoto einer Kaffeemaschine</translation>
    </message>
    <message>
        <source>10 to 30 photos of one product, or of one style</source>
        <translation>10 bis 30 Fotos eines Produkts oder eines Stils</translation>
    </message>
    <message>
        <source>Different sides, distances and backgrounds</source>
        <translation>Verschiedene Seiten, Abstände und Hintergründe</translation>
    </message>
    <message>
        <source>Daylight or even light, without hard shadows</source>
        <translation>Tageslicht oder gleichmäßiges Licht, ohne harte Schatten</translation>
    </message>
    <message>
        <source>Sharp photos, at least 1,024 pixels on the shorter side</source>
        <translation>Scharfe Fotos, mindestens 1.024 Pixel an der kürzeren Seite</translation>
    </message>
    <message>
        <source>The product whole in the picture, and some close-ups of details</source>
        <translation>Das Produkt ganz im Bild, dazu einige Nahaufnahmen von Einzelheiten</translation>
    </message>
    <message>
        <source>A caption that names what is not your brand: table, hand, window</source>
        <translation>Eine Bildbeschreibung, die nennt, was nicht Ihre Marke ist: Tisch, Hand, Fenster</translation>
    </message>
    <message>
        <source>The same photo several times, or nearly the same</source>
        <translation>Dasselbe Foto mehrmals, oder fast dasselbe</translation>
    </message>
    <message>
        <source>Blur, noise, filters and strong colour casts</source>
        <translation>Unschärfe, Rauschen, Filter und starke Farbstiche</translation>
    </message>
    <message>
        <source>Texts, prices, watermarks or other brands in the picture</source>
        <translation>Schrift, Preise, Wasserzeichen oder andere Marken im Bild</translation>
    </message>
    <message>
        <source>Always the same background: it becomes part of the product</source>
        <translation>Immer derselbe Hintergrund: Er wird Teil des Produkts</translation>
    </message>
    <message>
        <source>Very narrow crops that cut the product off</source>
        <translation>Sehr enge Ausschnitte, die das Produkt abschneiden</translation>
    </message>
    <message>
        <source>Photos you have no rights to, or people who have not agreed</source>
        <translation>Fotos, an denen Sie keine Rechte haben, oder Personen, die nicht zugestimmt haben</translation>
    </message>
</context>
<context>
    <name>PhotoWords</name>
    <message>
        <source>Waiting for the computer to be free</source>
        <translation>Wartet, bis der Computer frei ist</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>Hält an</translation>
    </message>
    <message>
        <source>Describe photos</source>
        <translation>Fotos beschreiben</translation>
    </message>
    <message numerus="yes">
        <source>%n caption(s) changed.</source>
        <translation>
            <numerusform>%n Bildbeschreibung geändert.</numerusform>
            <numerusform>%n Bildbeschreibungen geändert.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PicturePair</name>
    <message>
        <source>Before and after</source>
        <translation>Vorher und nachher</translation>
    </message>
    <message>
        <source>This photo stays as it is.</source>
        <translation>Dieses Foto bleibt, wie es ist.</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Vorher</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Nachher</translation>
    </message>
</context>
<context>
    <name>PictureStage</name>
    <message>
        <source>The file of this picture is missing.</source>
        <translation>Die Datei dieses Bildes fehlt.</translation>
    </message>
    <message>
        <source>Without adapter</source>
        <translation>Ohne Adapter</translation>
    </message>
    <message>
        <source>With adapter</source>
        <translation>Mit Adapter</translation>
    </message>
</context>
<context>
    <name>PictureTools</name>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Turn left</source>
        <translation>Nach links drehen</translation>
    </message>
    <message>
        <source>Turn right</source>
        <translation>Nach rechts drehen</translation>
    </message>
    <message>
        <source>Adjust …</source>
        <translation>Anpassen …</translation>
    </message>
    <message>
        <source>Straighten, crop, light and warmth</source>
        <translation>Gerade richten, beschneiden, Licht und Wärme</translation>
    </message>
    <message>
        <source>Cut out …</source>
        <translation>Freistellen …</translation>
    </message>
    <message>
        <source>Put another background behind the product</source>
        <translation>Stellt das Produkt vor einen anderen Hintergrund</translation>
    </message>
    <message>
        <source>Back to the original</source>
        <translation>Zurück zum Original</translation>
    </message>
    <message>
        <source>Cut out</source>
        <translation>Freistellen</translation>
    </message>
</context>
<context>
    <name>PlaceSection</name>
    <message>
        <source>Library</source>
        <translation>Bibliothek</translation>
    </message>
    <message>
        <source>Show folder</source>
        <translation>Ordner zeigen</translation>
    </message>
    <message>
        <source>Choose another place</source>
        <translation>Anderen Ort wählen</translation>
    </message>
    <message>
        <source>A folder for the library</source>
        <translation>Ein Ordner für die Bibliothek</translation>
    </message>
    <message>
        <source>Looking how much room it takes</source>
        <translation>Es wird nachgesehen, wie viel Platz sie braucht</translation>
    </message>
    <message>
        <source>{used} in use, {free} free on this disk</source>
        <translation>{used} belegt, {free} frei auf diesem Laufwerk</translation>
    </message>
    <message>
        <source>“{folder}” already holds a library. Signet can open that one instead; the present one stays where it is.</source>
        <translation>In „{folder}“ liegt schon eine Bibliothek. Signet kann stattdessen diese öffnen; die jetzige bleibt, wo sie ist.</translation>
    </message>
    <message>
        <source>Open it and restart</source>
        <translation>Öffnen und neu starten</translation>
    </message>
    <message>
        <source>Opening the other library</source>
        <translation>Die andere Bibliothek wird geöffnet</translation>
    </message>
    <message>
        <source>Everything ({size}) is copied to “{folder}” and compared; then the old place is emptied. Signet closes meanwhile and comes back by itself.</source>
        <translation>Alles ({size}) wird nach „{folder}“ kopiert und verglichen; dann wird der alte Ort geleert. Signet schließt sich solange und kommt von selbst wieder.</translation>
    </message>
    <message>
        <source>Move and restart</source>
        <translation>Verschieben und neu starten</translation>
    </message>
    <message>
        <source>Moving the library</source>
        <translation>Die Bibliothek wird verschoben</translation>
    </message>
    <message>
        <source>The library moves to “{folder}” on the same disk, which takes a moment. Signet closes and comes back by itself.</source>
        <translation>Die Bibliothek zieht auf demselben Laufwerk nach „{folder}“ um, das dauert einen Augenblick. Signet schließt sich und kommt von selbst wieder.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>PlanView</name>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Back to the preset</source>
        <translation>Zurück zur Vorgabe</translation>
    </message>
    <message>
        <source>{time} and {memory} of memory.</source>
        <translation>{time} und {memory} Speicher.</translation>
    </message>
    <message>
        <source>{used} of {total} photos are used</source>
        <translation>{used} von {total} Fotos werden verwendet</translation>
    </message>
    <message>
        <source>{used} of {total} texts are used</source>
        <translation>{used} von {total} Texten werden verwendet</translation>
    </message>
    <message numerus="yes">
        <source>%n of them to check what it has learnt</source>
        <translation>
            <numerusform>%n davon zum Prüfen des Gelernten</numerusform>
            <numerusform>%n davon zum Prüfen des Gelernten</numerusform>
        </translation>
    </message>
    <message>
        <source>Measured on this computer.</source>
        <translation>Auf diesem Computer gemessen.</translation>
    </message>
    <message>
        <source>First training on this model: an estimate from other trainings here.</source>
        <translation>Erstes Training auf diesem Modell: geschätzt nach anderen Trainings hier.</translation>
    </message>
    <message>
        <source>First training on this computer: an estimate.</source>
        <translation>Erstes Training auf diesem Computer: eine Schätzung.</translation>
    </message>
    <message>
        <source>The time limit of this choice shortens it.</source>
        <translation>Die Zeitgrenze dieser Wahl kürzt es.</translation>
    </message>
    <message>
        <source>This computer has too little memory for it.</source>
        <translation>Dieser Computer hat zu wenig Speicher dafür.</translation>
    </message>
    <message numerus="yes">
        <source>%n finding(s) of the checks are ignored, as decided.</source>
        <translation>
            <numerusform>%n Hinweis der Prüfung wird wie entschieden übergangen.</numerusform>
            <numerusform>%n Hinweise der Prüfung werden wie entschieden übergangen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) could be better about the material; see Photos and texts.</source>
        <translation>
            <numerusform>%n Sache am Material könnte besser sein; siehe „Fotos und Texte“.</numerusform>
            <numerusform>%n Sachen am Material könnten besser sein; siehe „Fotos und Texte“.</numerusform>
        </translation>
    </message>
    <message>
        <source>Go there</source>
        <translation>Dorthin</translation>
    </message>
    <message>
        <source>Go to: {finding}</source>
        <translation>Dorthin: {finding}</translation>
    </message>
    <message>
        <source>Photos and texts</source>
        <translation>Fotos und Texte</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Looking at photo {done} of {total}</source>
        <translation>Foto {done} von {total} wird angesehen</translation>
    </message>
    <message>
        <source>Making the plan</source>
        <translation>Der Plan entsteht</translation>
    </message>
</context>
<context>
    <name>PreflightView</name>
    <message>
        <source>Examples, as the model reads them</source>
        <translation>Beispiele, wie das Modell sie liest</translation>
    </message>
    <message>
        <source>Which example</source>
        <translation>Welches Beispiel</translation>
    </message>
    <message>
        <source>The example as the model reads it</source>
        <translation>Das Beispiel, wie das Modell es liest</translation>
    </message>
    <message>
        <source>Looking at the examples as the model will read them</source>
        <translation>Die Beispiele werden so angesehen, wie das Modell sie lesen wird</translation>
    </message>
    <message numerus="yes">
        <source>%n example(s) looked at as the model reads them:</source>
        <translation>
            <numerusform>%n Beispiel so angesehen, wie das Modell es liest:</numerusform>
            <numerusform>%n Beispiele so angesehen, wie das Modell sie liest:</numerusform>
        </translation>
    </message>
    <message>
        <source>your words and their ends are learnt, the questions are not.</source>
        <translation>Gelernt werden die eigenen Wörter und ihr Ende, nicht die Fragen.</translation>
    </message>
    <message>
        <source>something is wrong with them.</source>
        <translation>Etwas stimmt damit nicht.</translation>
    </message>
    <message>
        <source>{learnt} of {all} pieces of words are marked and learnt. Grey signs are the model&apos;s own.</source>
        <translation>{learnt} von {all} Wortteilen sind markiert und werden gelernt. Graue Zeichen gehören dem Modell.</translation>
    </message>
</context>
<context>
    <name>Program</name>
    <message>
        <source>Signet is open already, but does not answer.</source>
        <translation>Signet ist schon geöffnet, antwortet aber nicht.</translation>
    </message>
    <message>
        <source>Wait a moment and try again, or end it and then try again.</source>
        <translation>Warten Sie einen Augenblick und versuchen Sie es noch einmal, oder beenden Sie es und versuchen es dann noch einmal.</translation>
    </message>
    <message>
        <source>The library&apos;s folder is not there.</source>
        <translation>Der Ordner der Bibliothek ist nicht da.</translation>
    </message>
    <message>
        <source>Connect its drive and try again. Nothing was changed.</source>
        <translation>Verbinden Sie sein Laufwerk, und versuchen Sie es noch einmal. Es wurde nichts geändert.</translation>
    </message>
</context>
<context>
    <name>ProgressRing</name>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>looking how long it takes</source>
        <translation>es wird gemessen, wie lange es dauert</translation>
    </message>
    <message>
        <source>&lt; 1</source>
        <translation>&lt; 1</translation>
    </message>
    <message>
        <source>minute left</source>
        <translation>Minute übrig</translation>
    </message>
    <message numerus="yes">
        <source>minute(s) left</source>
        <translation>
            <numerusform>Minute übrig</numerusform>
            <numerusform>Minuten übrig</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ProjectCard</name>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>More about {name}</source>
        <translation>Mehr zu {name}</translation>
    </message>
    <message>
        <source>Name of the brand</source>
        <translation>Name der Marke</translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s)</source>
        <translation>
            <numerusform>%n Foto</numerusform>
            <numerusform>%n Fotos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n text(s)</source>
        <translation>
            <numerusform>%n Text</numerusform>
            <numerusform>%n Texte</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n adapter(s)</source>
        <translation>
            <numerusform>%n Adapter</numerusform>
            <numerusform>%n Adapter</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing in it yet</source>
        <translation>Noch nichts darin</translation>
    </message>
</context>
<context>
    <name>ProjectSwitcher</name>
    <message>
        <source>All brands</source>
        <translation>Alle Marken</translation>
    </message>
    <message>
        <source>New brand</source>
        <translation>Neue Marke</translation>
    </message>
    <message>
        <source>Choose a brand</source>
        <translation>Marke wählen</translation>
    </message>
    <message>
        <source>Brand: {name}</source>
        <translation>Marke: {name}</translation>
    </message>
</context>
<context>
    <name>Projects</name>
    <message>
        <source>Change “{name}”</source>
        <translation>„{name}“ ändern</translation>
    </message>
    <message>
        <source>Rename “{name}”</source>
        <translation>„{name}“ umbenennen</translation>
    </message>
    <message>
        <source>“{name}” is in the archive</source>
        <translation>„{name}“ liegt im Archiv</translation>
    </message>
    <message>
        <source>“{name}” is back</source>
        <translation>„{name}“ ist wieder da</translation>
    </message>
    <message>
        <source>Archive “{name}”</source>
        <translation>„{name}“ archivieren</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Delete “{name}”</source>
        <translation>„{name}“ löschen</translation>
    </message>
    <message>
        <source>“{name}” is in the bin</source>
        <translation>„{name}“ liegt im Papierkorb</translation>
    </message>
    <message>
        <source>Restore “{name}”</source>
        <translation>„{name}“ wiederherstellen</translation>
    </message>
    <message>
        <source>Choose the cover of “{name}”</source>
        <translation>Titelbild von „{name}“ wählen</translation>
    </message>
    <message>
        <source>Reading the sample brand</source>
        <translation>Die Beispielmarke wird gelesen</translation>
    </message>
    <message>
        <source>“{name}” is saved as {file}</source>
        <translation>„{name}“ ist als {file} gespeichert</translation>
    </message>
    <message>
        <source>Saving “{name}” as a file</source>
        <translation>„{name}“ wird als Datei gespeichert</translation>
    </message>
    <message>
        <source>“{name}” is here, checked to the last byte</source>
        <translation>„{name}“ ist da, bis aufs letzte Byte geprüft</translation>
    </message>
    <message>
        <source>“{name}” is here; it shares its code word with “{other}”</source>
        <translation>„{name}“ ist da; das Codewort teilt sie mit „{other}“</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Bringing in {file}</source>
        <translation>{file} wird hereingeholt</translation>
    </message>
    <message>
        <source>“{name}” is a copy with a code word of its own</source>
        <translation>„{name}“ ist eine Kopie mit eigenem Codewort</translation>
    </message>
    <message>
        <source>Duplicating “{name}”</source>
        <translation>„{name}“ wird dupliziert</translation>
    </message>
    <message numerus="yes">
        <source>%n brand(s) deleted for good</source>
        <translation>
            <numerusform>%n Marke endgültig gelöscht</numerusform>
            <numerusform>%n Marken endgültig gelöscht</numerusform>
        </translation>
    </message>
    <message>
        <source>Emptying the bin</source>
        <translation>Der Papierkorb wird geleert</translation>
    </message>
    <message>
        <source>One brand at a time; wait until this one is done</source>
        <translation>Immer nur eine Marke; warten Sie, bis diese fertig ist</translation>
    </message>
</context>
<context>
    <name>ProjectsPage</name>
    <message>
        <source>Brands</source>
        <translation>Marken</translation>
    </message>
    <message>
        <source>Bin</source>
        <translation>Papierkorb</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>In Gebrauch</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>Archiv</translation>
    </message>
    <message>
        <source>Which brands are shown</source>
        <translation>Welche Marken gezeigt werden</translation>
    </message>
    <message>
        <source>Empty the bin</source>
        <translation>Papierkorb leeren</translation>
    </message>
    <message>
        <source>Bring in a brand file…</source>
        <translation>Markendatei hereinholen…</translation>
    </message>
    <message>
        <source>New brand</source>
        <translation>Neue Marke</translation>
    </message>
    <message>
        <source>Search brands</source>
        <translation>Marken durchsuchen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>What you delete waits here for 30 days.</source>
        <translation>Was Sie löschen, wartet hier 30 Tage.</translation>
    </message>
    <message>
        <source>The bin is empty</source>
        <translation>Der Papierkorb ist leer</translation>
    </message>
    <message>
        <source>No brand is called “{words}”</source>
        <translation>Keine Marke heißt „{words}“</translation>
    </message>
    <message>
        <source>Look in the archive and in the bin, or search for another word.</source>
        <translation>Sehen Sie im Archiv und im Papierkorb nach, oder suchen Sie ein anderes Wort.</translation>
    </message>
    <message>
        <source>The archive is empty</source>
        <translation>Das Archiv ist leer</translation>
    </message>
    <message>
        <source>Brands you lay aside rest here, whole, until you take them up again.</source>
        <translation>Marken, die Sie weglegen, ruhen hier unversehrt, bis Sie sie wieder hervorholen.</translation>
    </message>
    <message>
        <source>All your brands are in the archive or in the bin.</source>
        <translation>Alle Ihre Marken sind im Archiv oder im Papierkorb.</translation>
    </message>
    <message>
        <source>No brand is in use</source>
        <translation>Keine Marke ist in Gebrauch</translation>
    </message>
    <message>
        <source>Bring in a brand</source>
        <translation>Marke hereinholen</translation>
    </message>
    <message>
        <source>Brands saved by Signet</source>
        <translation>Von Signet gespeicherte Marken</translation>
    </message>
    <message>
        <source>Save the brand as a file</source>
        <translation>Die Marke als Datei speichern</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>Bearbeiten…</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>Duplizieren</translation>
    </message>
    <message>
        <source>Save as a file…</source>
        <translation>Als Datei speichern…</translation>
    </message>
    <message>
        <source>Take up again</source>
        <translation>Wieder hervorholen</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n brand(s) for good?</source>
        <translation>
            <numerusform>%n Marke endgültig löschen?</numerusform>
            <numerusform>%n Marken endgültig löschen?</numerusform>
        </translation>
    </message>
    <message>
        <source>Delete “{name}” for good?</source>
        <translation>„{name}“ endgültig löschen?</translation>
    </message>
    <message>
        <source>Photos, texts, adapters and results go from this computer. This cannot be undone.</source>
        <translation>Fotos, Texte, Adapter und Ergebnisse verschwinden von diesem Computer. Das lässt sich nicht rückgängig machen.</translation>
    </message>
    <message>
        <source>Delete for good</source>
        <translation>Endgültig löschen</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Behalten</translation>
    </message>
</context>
<context>
    <name>ProposalDialog</name>
    <message>
        <source>What would change</source>
        <translation>Was sich ändern würde</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>{name}
stays as it is</source>
        <translation>{name}
bleibt, wie es ist</translation>
    </message>
    <message>
        <source>Preparing {done} of {total}</source>
        <translation>{done} von {total} werden vorbereitet</translation>
    </message>
    <message>
        <source>Nothing would be gained here; everything stays as it is.</source>
        <translation>Hier wäre nichts gewonnen; alles bleibt, wie es ist.</translation>
    </message>
    <message>
        <source>The originals are kept; you can undo this.</source>
        <translation>Die Originale bleiben erhalten; Sie können dies rückgängig machen.</translation>
    </message>
</context>
<context>
    <name>RecoveryWindow</name>
    <message>
        <source>What can be done</source>
        <translation>Was sich tun lässt</translation>
    </message>
    <message>
        <source>All backups</source>
        <translation>Alle Sicherungen</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>Restore the backup of {moment}</source>
        <translation>Die Sicherung vom {moment} wiederherstellen</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Save a problem report</source>
        <translation>Problembericht speichern</translation>
    </message>
    <message>
        <source>Choose another folder</source>
        <translation>Anderen Ordner wählen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>Restoring the backup</source>
        <translation>Die Sicherung wird wiederhergestellt</translation>
    </message>
    <message>
        <source>The folder of a library, or an empty one for a new library</source>
        <translation>Der Ordner einer Bibliothek, oder ein leerer für eine neue Bibliothek</translation>
    </message>
    <message>
        <source>Collecting the report</source>
        <translation>Der Bericht wird zusammengestellt</translation>
    </message>
    <message>
        <source>Save the report</source>
        <translation>Bericht speichern</translation>
    </message>
    <message>
        <source>ZIP files (*.zip)</source>
        <translation>ZIP-Dateien (*.zip)</translation>
    </message>
    <message>
        <source>Saving the report</source>
        <translation>Der Bericht wird gespeichert</translation>
    </message>
    <message>
        <source>The report is saved as “{name}”.</source>
        <translation>Der Bericht ist als „{name}“ gespeichert.</translation>
    </message>
</context>
<context>
    <name>RemarkList</name>
    <message>
        <source>Remarks</source>
        <translation>Anmerkungen</translation>
    </message>
    <message>
        <source>Nothing to look at</source>
        <translation>Nichts zum Nachsehen</translation>
    </message>
    <message numerus="yes">
        <source>%n place(s) to look at</source>
        <translation>
            <numerusform>%n Stelle zum Nachsehen</numerusform>
            <numerusform>%n Stellen zum Nachsehen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReportFile</name>
    <message>
        <source>The report is saved as “{name}”.</source>
        <translation>Der Bericht liegt als „{name}“ da.</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
</context>
<context>
    <name>ReportPanel</name>
    <message>
        <source>If something does not work, save a report and send it to whoever helps you. Signet sends nothing by itself.</source>
        <translation>Wenn etwas nicht geht, speichern Sie einen Bericht und schicken Sie ihn an jemanden, der Ihnen hilft. Signet sendet nichts von selbst.</translation>
    </message>
    <message>
        <source>No photos, no texts, no names: places on the disk, names, e-mail addresses and everything quoted are taken out of the logs.</source>
        <translation>Keine Fotos, keine Texte, keine Namen: Orte auf der Festplatte, Namen, E-Mail-Adressen und alles in Anführungszeichen werden aus den Protokollen entfernt.</translation>
    </message>
    <message>
        <source>Your words</source>
        <translation>Ihre Worte</translation>
    </message>
    <message>
        <source>Save the report</source>
        <translation>Bericht speichern</translation>
    </message>
    <message>
        <source>ZIP files (*.zip)</source>
        <translation>ZIP-Dateien (*.zip)</translation>
    </message>
    <message>
        <source>What happened? (if you like)</source>
        <translation>Was ist geschehen? (wenn Sie mögen)</translation>
    </message>
    <message>
        <source>What happened?</source>
        <translation>Was ist geschehen?</translation>
    </message>
    <message>
        <source>What you did, what you expected, what came instead.</source>
        <translation>Was Sie getan haben, was Sie erwartet haben, was stattdessen kam.</translation>
    </message>
    <message>
        <source>Your words are saved as you write them.</source>
        <translation>Ihre Worte werden gespeichert, wie Sie sie schreiben.</translation>
    </message>
    <message>
        <source>What the report contains</source>
        <translation>Was der Bericht enthält</translation>
    </message>
    <message>
        <source>{title}, {size}</source>
        <translation>{title}, {size}</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>The report is saved as “{name}”.</source>
        <translation>Der Bericht ist als „{name}“ gespeichert.</translation>
    </message>
    <message>
        <source>Show folder</source>
        <translation>Ordner zeigen</translation>
    </message>
</context>
<context>
    <name>ResultTray</name>
    <message>
        <source>Results to export</source>
        <translation>Ergebnisse zum Exportieren</translation>
    </message>
</context>
<context>
    <name>ResultView</name>
    <message>
        <source>Go on from the saved state</source>
        <translation>Vom Zwischenstand aus weiter</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>How well it matches</source>
        <translation>Wie gut es passt</translation>
    </message>
    <message>
        <source>Loss, and on what was kept back</source>
        <translation>Fehler, auch beim Zurückgelegten</translation>
    </message>
    <message>
        <source>How it went about it</source>
        <translation>Wie es dabei vorging</translation>
    </message>
    <message>
        <source>Its code word is {word}.</source>
        <translation>Das Codewort ist {word}.</translation>
    </message>
    <message>
        <source>How well it learnt the voice</source>
        <translation>Wie gut er den Ton gelernt hat</translation>
    </message>
    <message>
        <source>“{name}” has learnt</source>
        <translation>„{name}“ hat gelernt</translation>
    </message>
    <message>
        <source>“{name}” did not get to its end</source>
        <translation>„{name}“ kam nicht bis zum Ende</translation>
    </message>
    <message>
        <source>“{name}” was stopped after step {step} of {steps}</source>
        <translation>„{name}“ wurde nach Schritt {step} von {steps} angehalten</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Best step</source>
        <translation>Bester Schritt</translation>
    </message>
    <message>
        <source>Loss, model alone</source>
        <translation>Fehler, Modell allein</translation>
    </message>
    <message>
        <source>Loss, with adapter</source>
        <translation>Fehler, mit Adapter</translation>
    </message>
    <message>
        <source>Values learnt</source>
        <translation>Gelernte Werte</translation>
    </message>
    <message>
        <source>Memory at its highest</source>
        <translation>Höchster Speicherbedarf</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>Vorgabe</translation>
    </message>
    <message>
        <source>Proof</source>
        <translation>Nachweis</translation>
    </message>
</context>
<context>
    <name>Review</name>
    <message>
        <source>What came in and what was set aside</source>
        <translation>Was hereinkam und was beiseitegelegt wurde</translation>
    </message>
    <message>
        <source>Undo the whole import</source>
        <translation>Den ganzen Import rückgängig machen</translation>
    </message>
    <message>
        <source>Back to the photos and texts</source>
        <translation>Zurück zu den Fotos und Texten</translation>
    </message>
    <message>
        <source>Set aside</source>
        <translation>Beiseitegelegt</translation>
    </message>
    <message numerus="yes">
        <source>… and %n more</source>
        <translation>
            <numerusform>… und %n weiteres</numerusform>
            <numerusform>… und %n weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>{what} came in</source>
        <translation>Hereingekommen: {what}</translation>
    </message>
    <message numerus="yes">
        <source>%n had been here before and is not doubled</source>
        <translation>
            <numerusform>%n war schon da und ist nicht verdoppelt</numerusform>
            <numerusform>%n waren schon da und sind nicht verdoppelt</numerusform>
        </translation>
    </message>
    <message>
        <source>You stopped it; drop the same files again to go on</source>
        <translation>Sie haben angehalten; ziehen Sie dieselben Dateien noch einmal hierher, um weiterzumachen</translation>
    </message>
    <message>
        <source>Nothing new came in</source>
        <translation>Nichts Neues kam herein</translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%n weiteres</numerusform>
            <numerusform>%n weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>Import anyway</source>
        <translation>Trotzdem importieren</translation>
    </message>
    <message>
        <source>Import {name} anyway</source>
        <translation>{name} trotzdem importieren</translation>
    </message>
</context>
<context>
    <name>RightsForm</name>
    <message>
        <source>Owner</source>
        <translation>Eigentümer</translation>
    </message>
    <message>
        <source>Own work</source>
        <translation>Eigene Arbeit</translation>
    </message>
    <message>
        <source>Bought</source>
        <translation>Gekauft</translation>
    </message>
    <message>
        <source>Agency, limited</source>
        <translation>Agentur, begrenzt</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <source>People</source>
        <translation>Personen</translation>
    </message>
    <message>
        <source>Only until</source>
        <translation>Nur bis</translation>
    </message>
    <message>
        <source>Allowed until</source>
        <translation>Erlaubt bis</translation>
    </message>
    <message>
        <source>Different</source>
        <translation>Verschieden</translation>
    </message>
    <message>
        <source>Not said yet</source>
        <translation>Noch nicht angegeben</translation>
    </message>
    <message>
        <source>Nobody can be recognised</source>
        <translation>Niemand ist zu erkennen</translation>
    </message>
    <message>
        <source>Recognisable, they agreed</source>
        <translation>Erkennbar, haben zugestimmt</translation>
    </message>
    <message>
        <source>Recognisable, not asked yet</source>
        <translation>Erkennbar, noch nicht gefragt</translation>
    </message>
    <message>
        <source>This right has expired; it will be left out of training.</source>
        <translation>Dieses Recht ist abgelaufen; es bleibt aus dem Training weg.</translation>
    </message>
    <message>
        <source>Ask the people before you publish what is learnt from it.</source>
        <translation>Fragen Sie die Personen, bevor Sie veröffentlichen, was daraus gelernt wird.</translation>
    </message>
    <message>
        <source>A face was found. Choose what is true; it is kept once you choose.</source>
        <translation>Ein Gesicht wurde gefunden. Wählen Sie, was stimmt; erst dann wird es gespeichert.</translation>
    </message>
    <message>
        <source>The selected items are allowed until different days.</source>
        <translation>Die ausgewählten Einträge sind bis zu verschiedenen Tagen erlaubt.</translation>
    </message>
</context>
<context>
    <name>SampleCard</name>
    <message>
        <source>Before</source>
        <translation>Vorher</translation>
    </message>
    <message>
        <source>After step {step}</source>
        <translation>Nach Schritt {step}</translation>
    </message>
</context>
<context>
    <name>SampleStrip</name>
    <message>
        <source>Samples</source>
        <translation>Proben</translation>
    </message>
</context>
<context>
    <name>SettingsForm</name>
    <message>
        <source>As the computer is set</source>
        <translation>Wie der Computer</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>Normal</translation>
    </message>
    <message>
        <source>High</source>
        <translation>Hoch</translation>
    </message>
    <message>
        <source>Reduced</source>
        <translation>Verringert</translation>
    </message>
    <message>
        <source>On</source>
        <translation>An</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>Plain (LoRA)</source>
        <translation>Einfach (LoRA)</translation>
    </message>
    <message>
        <source>Finer, slower (DoRA)</source>
        <translation>Feiner, langsamer (DoRA)</translation>
    </message>
    <message>
        <source>Steady at high capacity (rsLoRA)</source>
        <translation>Gleichmäßiger bei viel Kapazität (rsLoRA)</translation>
    </message>
    <message>
        <source>Small file (LoKr)</source>
        <translation>Kleine Datei (LoKr)</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>As needed</source>
        <translation>Nach Bedarf</translation>
    </message>
    <message>
        <source>Half of the parts</source>
        <translation>Die Hälfte der Teile</translation>
    </message>
    <message>
        <source>All parts</source>
        <translation>Alle Teile</translation>
    </message>
    <message>
        <source>AdamW in 8 bits</source>
        <translation>AdamW mit 8 Bit</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Look and language</source>
        <translation>Aussehen und Sprache</translation>
    </message>
    <message>
        <source>Checks</source>
        <translation>Prüfungen</translation>
    </message>
    <message>
        <source>All settings</source>
        <translation>Alle Einstellungen</translation>
    </message>
</context>
<context>
    <name>SettingsState</name>
    <message>
        <source>Nothing has changed since the newest backup.</source>
        <translation>Seit der neuesten Sicherung hat sich nichts geändert.</translation>
    </message>
    <message>
        <source>A backup was made.</source>
        <translation>Eine Sicherung wurde gemacht.</translation>
    </message>
    <message>
        <source>This Python cannot run the engine.</source>
        <translation>Dieses Python kann den Rechenkern nicht ausführen.</translation>
    </message>
    <message>
        <source>Leave the field empty to use the one that came with Signet.</source>
        <translation>Lassen Sie das Feld leer, um das mit Signet gelieferte zu verwenden.</translation>
    </message>
</context>
<context>
    <name>SetupCard</name>
    <message>
        <source>What the rows become</source>
        <translation>Was aus den Zeilen wird</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>Kanal</translation>
    </message>
    <message>
        <source>Which column holds what</source>
        <translation>Welche Spalte was enthält</translation>
    </message>
    <message>
        <source>Choose columns in Compare</source>
        <translation>Spalten in „Vergleichen“ wählen</translation>
    </message>
    <message>
        <source>No limit</source>
        <translation>Ohne Grenze</translation>
    </message>
    <message>
        <source>All other columns</source>
        <translation>Alle anderen Spalten</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>Nichts</translation>
    </message>
    <message>
        <source>New columns: {names}</source>
        <translation>Neue Spalten: {names}</translation>
    </message>
</context>
<context>
    <name>ShortcutsSection</name>
    <message>
        <source>Keyboard</source>
        <translation>Tastatur</translation>
    </message>
</context>
<context>
    <name>SidePanel</name>
    <message>
        <source>Close the panel</source>
        <translation>Leiste schließen</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>Formular</translation>
    </message>
    <message>
        <source>The brand&apos;s words</source>
        <translation>Wörter der Marke</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Blind choice</source>
        <translation>Blinde Wahl</translation>
    </message>
    <message>
        <source>All findings</source>
        <translation>Alle Befunde</translation>
    </message>
</context>
<context>
    <name>SizeDialog</name>
    <message>
        <source>Own size</source>
        <translation>Eigene Größe</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>Breite</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>Höhe</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>StackTile</name>
    <message>
        <source>Sharpest</source>
        <translation>Am schärfsten</translation>
    </message>
    <message>
        <source>Best light</source>
        <translation>Bestes Licht</translation>
    </message>
    <message>
        <source>Largest</source>
        <translation>Am größten</translation>
    </message>
    <message>
        <source>Best one</source>
        <translation>Bestes</translation>
    </message>
    <message>
        <source>Left out</source>
        <translation>Weggelassen</translation>
    </message>
</context>
<context>
    <name>StackView</name>
    <message>
        <source>The photos of this stack</source>
        <translation>Die Fotos dieses Stapels</translation>
    </message>
    <message>
        <source>Previous stack (Page up)</source>
        <translation>Voriger Stapel (Bild auf)</translation>
    </message>
    <message>
        <source>Next stack (Page down)</source>
        <translation>Nächster Stapel (Bild ab)</translation>
    </message>
    <message>
        <source>Put this one on top</source>
        <translation>Dieses obenauf legen</translation>
    </message>
    <message>
        <source>They are all different: keep all …</source>
        <translation>Sie sind alle verschieden: alle behalten …</translation>
    </message>
    <message>
        <source>Use all of them again</source>
        <translation>Alle wieder verwenden</translation>
    </message>
    <message>
        <source>How they differ</source>
        <translation>Worin sie sich unterscheiden</translation>
    </message>
    <message>
        <source>How do they differ?</source>
        <translation>Worin unterscheiden sie sich?</translation>
    </message>
    <message>
        <source>Keep all</source>
        <translation>Alle behalten</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Another angle</source>
        <translation>Anderer Blickwinkel</translation>
    </message>
    <message>
        <source>Another detail</source>
        <translation>Anderes Detail</translation>
    </message>
    <message>
        <source>Another light</source>
        <translation>Anderes Licht</translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s) that look alike</source>
        <translation>
            <numerusform>%n Foto</numerusform>
            <numerusform>%n Fotos, die sich ähneln</numerusform>
        </translation>
    </message>
    <message>
        <source>Stack {place} of {count}</source>
        <translation>Stapel {place} von {count}</translation>
    </message>
    <message>
        <source>Keep the best, leave out the others</source>
        <translation>Das beste behalten, die anderen weglassen</translation>
    </message>
    <message>
        <source>Keep this one, leave out the others</source>
        <translation>Dieses behalten, die anderen weglassen</translation>
    </message>
    <message>
        <source>You put the first one on top.</source>
        <translation>Sie haben das erste obenauf gelegt.</translation>
    </message>
    <message>
        <source>They are about equally good; the first one lies on top.</source>
        <translation>Sie sind etwa gleich gut; das erste liegt obenauf.</translation>
    </message>
    <message>
        <source>the sharpest</source>
        <translation>das schärfste</translation>
    </message>
    <message>
        <source>the best lit</source>
        <translation>das am besten belichtete</translation>
    </message>
    <message>
        <source>the largest</source>
        <translation>das größte</translation>
    </message>
    <message>
        <source>On top lies the best one: it is {merits}.</source>
        <translation>Obenauf liegt das beste: Es ist {merits}.</translation>
    </message>
</context>
<context>
    <name>StacksState</name>
    <message>
        <source>Put on top of the stack</source>
        <translation>Auf den Stapel legen</translation>
    </message>
    <message>
        <source>Keep the best of a stack</source>
        <translation>Das beste eines Stapels behalten</translation>
    </message>
    <message numerus="yes">
        <source>One photo is kept, %n left out. Nothing was deleted.</source>
        <translation>
            <numerusform>Ein Foto wird behalten, %n weggelassen. Nichts wurde gelöscht.</numerusform>
            <numerusform>Ein Foto wird behalten, %n weggelassen. Nichts wurde gelöscht.</numerusform>
        </translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Keep all photos of a stack</source>
        <translation>Alle Fotos eines Stapels behalten</translation>
    </message>
    <message numerus="yes">
        <source>All %n photo(s) are kept; the reason stands under “Ignored”.</source>
        <translation>
            <numerusform>%n Foto wird behalten; der Grund steht unter „Ignoriert“.</numerusform>
            <numerusform>Alle %n Fotos werden behalten; der Grund steht unter „Ignoriert“.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StartView</name>
    <message>
        <source>Drop a table, one product or job a row</source>
        <translation>Tabelle hierher ziehen, ein Produkt oder Auftrag je Zeile</translation>
    </message>
    <message>
        <source>CSV or XLSX, with names of columns in its first row. Every row becomes a text; the table itself stays as it is.</source>
        <translation>CSV oder XLSX, in der ersten Zeile die Namen der Spalten. Aus jeder Zeile wird ein Text; die Tabelle selbst bleibt, wie sie ist.</translation>
    </message>
    <message>
        <source>Choose a table</source>
        <translation>Tabelle wählen</translation>
    </message>
    <message>
        <source>Earlier tables</source>
        <translation>Frühere Tabellen</translation>
    </message>
</context>
<context>
    <name>StepsGuide</name>
    <message>
        <source>Signet teaches a model what your brand looks or sounds like, on this computer. Four steps lead there; you can go back at any time.</source>
        <translation>Signet bringt einem Modell bei, wie Ihre Marke aussieht oder klingt, auf diesem Computer. Vier Schritte führen dorthin; Sie können jederzeit zurück.</translation>
    </message>
    <message>
        <source>Photos and texts</source>
        <translation>Fotos und Texte</translation>
    </message>
    <message>
        <source>Drop 10 to 30 photos of one product or style, or your brand&apos;s texts. Signet looks through them and says what would be learnt by mistake.</source>
        <translation>Ziehen Sie 10 bis 30 Fotos eines Produkts oder Stils oder die Texte Ihrer Marke herein. Signet sieht sie durch und sagt, was versehentlich mitgelernt würde.</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>Trainieren</translation>
    </message>
    <message>
        <source>Choose what it should learn and how thorough. It tells you beforehand how long it takes, and you can pause or stop and keep what is there.</source>
        <translation>Wählen Sie, was gelernt werden soll und wie gründlich. Vorher erfahren Sie, wie lange es dauert, und Sie können pausieren oder anhalten und behalten, was da ist.</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleichen</translation>
    </message>
    <message>
        <source>Write a brief and see, side by side, what the model makes without your brand and with it. Mix adapters and set how strongly each one speaks.</source>
        <translation>Schreiben Sie ein Briefing, und sehen Sie nebeneinander, was das Modell ohne Ihre Marke macht und was mit ihr. Mischen Sie Adapter, und stellen Sie ein, wie stark jeder spricht.</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Take your favourites into the sizes your channels need. Every file carries the note that it was made with AI.</source>
        <translation>Bringen Sie Ihre Favoriten in die Größen, die Ihre Kanäle brauchen. Jede Datei trägt den Vermerk, dass sie mit KI gemacht wurde.</translation>
    </message>
    <message>
        <source>{number}. {step}</source>
        <translation>{number}. {step}</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Open “{page}”</source>
        <translation>„{page}“ öffnen</translation>
    </message>
</context>
<context>
    <name>Strip</name>
    <message>
        <source>Reading files</source>
        <translation>Dateien werden gelesen</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>Durchsehen</translation>
    </message>
    <message>
        <source>Undo import</source>
        <translation>Import rückgängig machen</translation>
    </message>
    <message>
        <source>Hide this line</source>
        <translation>Diese Zeile ausblenden</translation>
    </message>
    <message>
        <source>Reading {name}, {done} of {total}</source>
        <translation>{name} wird gelesen, {done} von {total}</translation>
    </message>
    <message>
        <source>Looking at what was dropped …</source>
        <translation>Es wird angesehen, was hereinkam …</translation>
    </message>
    <message>
        <source>The import of {what} was taken back.</source>
        <translation>Import zurückgenommen: {what}.</translation>
    </message>
    <message>
        <source>Stopped; {what} had arrived.</source>
        <translation>Angehalten; angekommen: {what}.</translation>
    </message>
    <message>
        <source>{what} arrived.</source>
        <translation>Angekommen: {what}.</translation>
    </message>
    <message>
        <source>Stopped before anything arrived.</source>
        <translation>Angehalten, bevor etwas ankam.</translation>
    </message>
    <message>
        <source>Nothing new arrived.</source>
        <translation>Nichts Neues kam an.</translation>
    </message>
    <message numerus="yes">
        <source>%n had been here before.</source>
        <translation>
            <numerusform>%n war schon da.</numerusform>
            <numerusform>%n waren schon da.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n set aside.</source>
        <translation>
            <numerusform>%n beiseitegelegt.</numerusform>
            <numerusform>%n beiseitegelegt.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TablesPage</name>
    <message>
        <source>Compare</source>
        <translation>Vergleichen</translation>
    </message>
    <message>
        <source>Review in Compare</source>
        <translation>In „Vergleichen“ durchsehen</translation>
    </message>
    <message>
        <source>Another table</source>
        <translation>Andere Tabelle</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Save the table</source>
        <translation>Tabelle speichern</translation>
    </message>
    <message>
        <source>Write</source>
        <translation>Schreiben</translation>
    </message>
    <message numerus="yes">
        <source>Write %n text(s)</source>
        <translation>
            <numerusform>%n Text schreiben</numerusform>
            <numerusform>%n Texte schreiben</numerusform>
        </translation>
    </message>
    <message>
        <source>Everything is written</source>
        <translation>Alles ist geschrieben</translation>
    </message>
    <message>
        <source>Waiting for the engine</source>
        <translation>Wartet, bis gerechnet werden kann</translation>
    </message>
    <message>
        <source>{done} of {total} texts</source>
        <translation>{done} von {total} Texten</translation>
    </message>
    <message>
        <source>Reading the table</source>
        <translation>Die Tabelle wird gelesen</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) cannot be made; see the last column</source>
        <translation>
            <numerusform>%n Zeile lässt sich nicht ausfüllen; siehe letzte Spalte</numerusform>
            <numerusform>%n Zeilen lassen sich nicht ausfüllen; siehe letzte Spalte</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose a table</source>
        <translation>Tabelle wählen</translation>
    </message>
    <message>
        <source>Tables ({kinds})</source>
        <translation>Tabellen ({kinds})</translation>
    </message>
    <message>
        <source>Excel table</source>
        <translation>Excel-Tabelle</translation>
    </message>
    <message>
        <source>The table is saved as “{name}”. It says that an AI wrote it.</source>
        <translation>Die Tabelle ist als „{name}“ gespeichert. Sie sagt, dass eine KI sie geschrieben hat.</translation>
    </message>
</context>
<context>
    <name>TakeDialog</name>
    <message>
        <source>Edit and approve</source>
        <translation>Bearbeiten und freigeben</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>What it is</source>
        <translation>Was es ist</translation>
    </message>
    <message>
        <source>Approved by</source>
        <translation>Freigegeben von</translation>
    </message>
    <message>
        <source>Your name or initials</source>
        <translation>Ihr Name oder Kürzel</translation>
    </message>
    <message>
        <source>Training learns from a text made here only after somebody approved it.</source>
        <translation>Aus einem hier gemachten Text wird erst gelernt, wenn jemand ihn freigegeben hat.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Keep this wording</source>
        <translation>Fassung behalten</translation>
    </message>
    <message>
        <source>Add to the brand&apos;s texts</source>
        <translation>Zu den Texten der Marke</translation>
    </message>
    <message>
        <source>Edit a text</source>
        <translation>Text bearbeiten</translation>
    </message>
    <message>
        <source>The wording is kept; what was made stays beside it.</source>
        <translation>Die Fassung ist behalten; was gemacht wurde, bleibt daneben.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Add a text that was made here</source>
        <translation>Hier gemachten Text aufnehmen</translation>
    </message>
    <message>
        <source>The text is among the brand&apos;s texts; the next training learns from it.</source>
        <translation>Der Text ist bei den Texten der Marke; das nächste Training lernt daraus.</translation>
    </message>
</context>
<context>
    <name>TallyPanel</name>
    <message>
        <source>Choose again</source>
        <translation>Noch einmal wählen</translation>
    </message>
    <message>
        <source>Nothing has been chosen blindly yet.</source>
        <translation>Noch wurde nichts blind gewählt.</translation>
    </message>
    <message>
        <source>No clear winner: the first two were chosen equally often.</source>
        <translation>Kein klarer Sieger: Die ersten beiden wurden gleich oft gewählt.</translation>
    </message>
    <message>
        <source>“{name}” was chosen {times} of {rows} times.</source>
        <translation>„{name}“ wurde {times} von {rows} Mal gewählt.</translation>
    </message>
    <message>
        <source>{times} of {rows}</source>
        <translation>{times} von {rows}</translation>
    </message>
</context>
<context>
    <name>TextDetails</name>
    <message>
        <source>Sort of text</source>
        <translation>Art des Textes</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Fields</source>
        <translation>Felder</translation>
    </message>
    <message>
        <source>Add a field</source>
        <translation>Feld hinzufügen</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Product text</source>
        <translation>Produkttext</translation>
    </message>
    <message>
        <source>Post</source>
        <translation>Beitrag</translation>
    </message>
    <message>
        <source>Letter or newsletter</source>
        <translation>Brief oder Newsletter</translation>
    </message>
    <message>
        <source>Answer to a question</source>
        <translation>Antwort auf eine Frage</translation>
    </message>
    <message>
        <source>Slogan or line</source>
        <translation>Slogan oder Zeile</translation>
    </message>
    <message>
        <source>Not said</source>
        <translation>Nicht angegeben</translation>
    </message>
    <message>
        <source>Different</source>
        <translation>Verschieden</translation>
    </message>
    <message>
        <source>Name of the field</source>
        <translation>Name des Feldes</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Content of the field</source>
        <translation>Inhalt des Feldes</translation>
    </message>
    <message>
        <source>Remove the field “{name}”</source>
        <translation>Das Feld „{name}“ entfernen</translation>
    </message>
</context>
<context>
    <name>TextEditor</name>
    <message>
        <source>Previous text</source>
        <translation>Voriger Text</translation>
    </message>
    <message>
        <source>Next text</source>
        <translation>Nächster Text</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Undo my changes</source>
        <translation>Meine Änderungen zurücknehmen</translation>
    </message>
    <message>
        <source>Save text</source>
        <translation>Text speichern</translation>
    </message>
    <message>
        <source>A text cannot be empty.</source>
        <translation>Ein Text darf nicht leer sein.</translation>
    </message>
    <message>
        <source>Write something, or undo your changes and delete it in the list.</source>
        <translation>Schreiben Sie etwas, oder nehmen Sie Ihre Änderungen zurück und löschen ihn in der Liste.</translation>
    </message>
    <message>
        <source>Answers: {question}</source>
        <translation>Antwort auf: {question}</translation>
    </message>
    <message>
        <source>{words} words, {characters} characters</source>
        <translation>{words} Wörter, {characters} Zeichen</translation>
    </message>
</context>
<context>
    <name>TextLines</name>
    <message>
        <source>{count} characters</source>
        <translation>{count} Zeichen</translation>
    </message>
    <message>
        <source>Product</source>
        <translation>Produkt</translation>
    </message>
    <message>
        <source>Post</source>
        <translation>Beitrag</translation>
    </message>
    <message>
        <source>Letter</source>
        <translation>Brief</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>Zeile</translation>
    </message>
</context>
<context>
    <name>TextPair</name>
    <message>
        <source>Before</source>
        <translation>Vorher</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Nachher</translation>
    </message>
</context>
<context>
    <name>TextStage</name>
    <message>
        <source>Without adapter</source>
        <translation>Ohne Adapter</translation>
    </message>
    <message>
        <source>This result</source>
        <translation>Dieses Ergebnis</translation>
    </message>
</context>
<context>
    <name>Toast</name>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>Toasts</name>
    <message>
        <source>Messages</source>
        <translation>Mitteilungen</translation>
    </message>
</context>
<context>
    <name>Together</name>
    <message>
        <source>Together with others, as one</source>
        <translation>Zusammen mit anderen, als einer</translation>
    </message>
    <message>
        <source>What all of them learnt goes into one result, exactly as Compare adds it up.</source>
        <translation>Was alle gelernt haben, kommt in ein Ergebnis, genau so, wie Vergleichen es zusammenzählt.</translation>
    </message>
    <message>
        <source>Strength of “{name}”</source>
        <translation>Stärke von „{name}“</translation>
    </message>
</context>
<context>
    <name>Toolbar</name>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Texts</source>
        <translation>Texte</translation>
    </message>
    <message>
        <source>Pictures or texts</source>
        <translation>Bilder oder Texte</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>Formular</translation>
    </message>
    <message>
        <source>Fill in a form instead of writing a brief.</source>
        <translation>Ein Formular ausfüllen statt ein Briefing zu schreiben.</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>Wörter</translation>
    </message>
    <message>
        <source>Names, words not to use, claims with proof.</source>
        <translation>Namen, unerwünschte Wörter, belegte Aussagen.</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Tabelle</translation>
    </message>
    <message>
        <source>Write a text for every row of a table, in these columns.</source>
        <translation>Für jede Zeile einer Tabelle einen Text schreiben, in diesen Spalten.</translation>
    </message>
    <message>
        <source>Blind choice</source>
        <translation>Blinde Wahl</translation>
    </message>
    <message>
        <source>Hide the names and choose the best of each row.</source>
        <translation>Die Namen verbergen und das Beste jeder Reihe wählen.</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>Durchsehen</translation>
    </message>
    <message>
        <source>One result after the other, judged by keys.</source>
        <translation>Ein Ergebnis nach dem anderen, mit Tasten beurteilt.</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Neu</translation>
    </message>
    <message>
        <source>Begin a new comparison with the same columns.</source>
        <translation>Einen neuen Vergleich mit denselben Spalten beginnen.</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
</context>
<context>
    <name>TrainPage</name>
    <message>
        <source>Train</source>
        <translation>Trainieren</translation>
    </message>
    <message>
        <source>Add photos and texts</source>
        <translation>Fotos und Texte hinzufügen</translation>
    </message>
    <message>
        <source>There is nothing to learn from yet</source>
        <translation>Es gibt noch nichts, woraus zu lernen wäre</translation>
    </message>
    <message>
        <source>Ten photos of one product are enough to begin.</source>
        <translation>Zehn Fotos eines Produkts reichen für den Anfang.</translation>
    </message>
    <message>
        <source>Train something else</source>
        <translation>Etwas anderes trainieren</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Stop and keep</source>
        <translation>Anhalten und behalten</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleichen</translation>
    </message>
    <message numerus="yes">
        <source>Train on %n photo(s)</source>
        <translation>
            <numerusform>Mit %n Foto trainieren</numerusform>
            <numerusform>Mit %n Fotos trainieren</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Train on %n text(s)</source>
        <translation>
            <numerusform>Mit %n Text trainieren</numerusform>
            <numerusform>Mit %n Texten trainieren</numerusform>
        </translation>
    </message>
    <message>
        <source>It waits for its turn.</source>
        <translation>Es wartet, bis es an der Reihe ist.</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Weitermachen</translation>
    </message>
    <message>
        <source>Discard this training?</source>
        <translation>Dieses Training verwerfen?</translation>
    </message>
    <message>
        <source>What it has learnt so far is thrown away. This cannot be undone.</source>
        <translation>Was es bisher gelernt hat, wird weggeworfen. Das lässt sich nicht rückgängig machen.</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>Behalten</translation>
    </message>
</context>
<context>
    <name>TrainingCourse</name>
    <message>
        <source>Pausing after this step</source>
        <translation>Pausiert nach diesem Schritt</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>Wird angehalten</translation>
    </message>
    <message>
        <source>Saving the training</source>
        <translation>Das Training wird gespeichert</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Beginnt</translation>
    </message>
</context>
<context>
    <name>TrainingResult</name>
    <message>
        <source>It learnt for {time}.</source>
        <translation>Er hat {time} lang gelernt.</translation>
    </message>
    <message numerus="yes">
        <source>It learnt from %n photo(s)</source>
        <translation>
            <numerusform>Er hat aus %n Foto gelernt</numerusform>
            <numerusform>Er hat aus %n Fotos gelernt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>looked at each about %n time(s)</source>
        <translation>
            <numerusform>jedes etwa %n-mal angesehen</numerusform>
            <numerusform>jedes etwa %n-mal angesehen</numerusform>
        </translation>
    </message>
    <message>
        <source>and took {time}</source>
        <translation>und dafür {time} gebraucht</translation>
    </message>
    <message numerus="yes">
        <source>It learnt from %n text(s)</source>
        <translation>
            <numerusform>Er hat aus %n Text gelernt</numerusform>
            <numerusform>Er hat aus %n Texten gelernt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n example(s) made of them</source>
        <translation>
            <numerusform>an %n daraus gemachten Beispiel</numerusform>
            <numerusform>an %n daraus gemachten Beispielen</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing was kept back to check it, so look at its results before you rely on it.</source>
        <translation>Zum Prüfen war nichts zurückgelegt; sehen Sie sich seine Ergebnisse an, bevor Sie sich darauf verlassen.</translation>
    </message>
    <message>
        <source>On what it has not seen it is no closer to your brand than the model alone.</source>
        <translation>Bei dem, was er nicht gesehen hat, kommt er Ihrer Marke nicht näher als das Modell allein.</translation>
    </message>
    <message numerus="yes">
        <source>On %n photo(s) it has never seen</source>
        <translation>
            <numerusform>Bei %n Foto, das er nie gesehen hat</numerusform>
            <numerusform>Bei %n Fotos, die er nie gesehen hat</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>On %n text(s) it has never seen</source>
        <translation>
            <numerusform>Bei %n Text, den er nie gesehen hat</numerusform>
            <numerusform>Bei %n Texten, die er nie gesehen hat</numerusform>
        </translation>
    </message>
    <message>
        <source>it is {share} closer to your brand than the model alone</source>
        <translation>kommt er Ihrer Marke {share} näher als das Modell allein</translation>
    </message>
    <message>
        <source>Add more material, or train more carefully.</source>
        <translation>Fügen Sie mehr Material hinzu, oder trainieren Sie sorgfältiger.</translation>
    </message>
    <message>
        <source>It was best after step {best} of {steps}: that state was kept, later ones began to copy.</source>
        <translation>Am besten war er nach Schritt {best} von {steps}: Dieser Stand wurde behalten, spätere begannen zu kopieren.</translation>
    </message>
    <message>
        <source>The time limit ended it early: a more careful training may bring more.</source>
        <translation>Die Zeitgrenze hat es früh beendet: Ein sorgfältigeres Training kann mehr bringen.</translation>
    </message>
    <message>
        <source>It was still getting better at the end: a more careful training may bring more.</source>
        <translation>Er wurde am Ende noch besser: Ein sorgfältigeres Training bringt vielleicht mehr.</translation>
    </message>
    <message>
        <source>It has learnt about all that this material holds.</source>
        <translation>Er hat etwa alles gelernt, was dieses Material enthält.</translation>
    </message>
</context>
<context>
    <name>TwinLine</name>
    <message>
        <source>A fast twin is a model that was made from another one to need few steps. Adapters that were trained on the one work with the other.</source>
        <translation>Ein schneller Zwilling ist ein Modell, das aus einem anderen gemacht wurde, um mit wenigen Schritten auszukommen. Adapter, die auf dem einen gelernt haben, arbeiten auch mit dem anderen.</translation>
    </message>
    <message>
        <source>Pictures are made with {twin}, the fast twin of {base}.</source>
        <translation>Bilder macht {twin}, der schnelle Zwilling von {base}.</translation>
    </message>
    <message>
        <source>Use {base} instead</source>
        <translation>Lieber {base} verwenden</translation>
    </message>
    <message>
        <source>Pictures are made with {base}. {twin}, its fast twin, takes {few} steps instead of {many}.</source>
        <translation>Bilder macht {base}. {twin}, sein schneller Zwilling, braucht {few} Schritte statt {many}.</translation>
    </message>
    <message>
        <source>Use the fast twin</source>
        <translation>Den schnellen Zwilling verwenden</translation>
    </message>
    <message>
        <source>Pictures are made with {base}. {twin} is its fast twin.</source>
        <translation>Bilder macht {base}. {twin} ist sein schneller Zwilling.</translation>
    </message>
</context>
<context>
    <name>VersusView</name>
    <message>
        <source>Open {name}</source>
        <translation>{name} öffnen</translation>
    </message>
    <message>
        <source>Used together: {sentence} They are {share} alike.</source>
        <translation>Zusammen verwendet: {sentence} Sie gleichen sich zu {share}.</translation>
    </message>
    <message>
        <source>Balanced, each works at {share} of its strength.</source>
        <translation>Ausgewogen wirkt jeder mit {share} seiner Stärke.</translation>
    </message>
    <message>
        <source>How they differ</source>
        <translation>Worin sie sich unterscheiden</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Learnt from by both: {both}. By the first alone: {first}. By the second alone: {second}.</source>
        <translation>Beide haben gelernt aus: {both}. Nur der erste: {first}. Nur der zweite: {second}.</translation>
    </message>
    <message>
        <source>Learnt from</source>
        <translation>Gelernt aus</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Code word</source>
        <translation>Codewort</translation>
    </message>
    <message>
        <source>Best strength</source>
        <translation>Beste Stärke</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>How thorough</source>
        <translation>Wie gründlich</translation>
    </message>
</context>
<context>
    <name>Viewer</name>
    <message>
        <source>Review</source>
        <translation>Durchsehen</translation>
    </message>
    <message>
        <source>Back to the board (Esc)</source>
        <translation>Zurück zum Brett (Esc)</translation>
    </message>
    <message numerus="yes">
        <source>%n star(s)</source>
        <translation>
            <numerusform>%n Stern</numerusform>
            <numerusform>%n Sterne</numerusform>
        </translation>
    </message>
    <message>
        <source>Favourite (F)</source>
        <translation>Favorit (F)</translation>
    </message>
    <message>
        <source>Reject (X)</source>
        <translation>Verwerfen (X)</translation>
    </message>
    <message>
        <source>Hold Space to see it without adapter</source>
        <translation>Leertaste halten, um es ohne Adapter zu sehen</translation>
    </message>
    <message>
        <source>Swipe</source>
        <translation>Wischen</translation>
    </message>
    <message>
        <source>Edit and approve</source>
        <translation>Bearbeiten und freigeben</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Use these settings again</source>
        <translation>Diese Einstellungen wieder verwenden</translation>
    </message>
    <message>
        <source>{brief} · variation {number}</source>
        <translation>{brief} · Variante {number}</translation>
    </message>
    <message>
        <source>{at} of {count}</source>
        <translation>{at} von {count}</translation>
    </message>
</context>
<context>
    <name>VoiceJudging</name>
    <message>
        <source>Waiting for the engine</source>
        <translation>Wartet auf die Engine</translation>
    </message>
</context>
<context>
    <name>VoicePart</name>
    <message>
        <source>How well it learnt the voice</source>
        <translation>Wie gut er den Ton gelernt hat</translation>
    </message>
    <message>
        <source>Nobody has looked yet. It takes a few minutes.</source>
        <translation>Das hat noch niemand geprüft. Es dauert einige Minuten.</translation>
    </message>
    <message numerus="yes">
        <source>Judged on %n unseen text(s): take it as a hint.</source>
        <translation>
            <numerusform>Beurteilt an %n nie gesehenen Text: Nehmen Sie es als Hinweis.</numerusform>
            <numerusform>Beurteilt an %n nie gesehenen Texten: Nehmen Sie es als Hinweis.</numerusform>
        </translation>
    </message>
    <message>
        <source>Plain model</source>
        <translation>Bloßes Modell</translation>
    </message>
    <message>
        <source>Your own texts</source>
        <translation>Ihre eigenen Texte</translation>
    </message>
    <message>
        <source>Judge ten pairs blindly</source>
        <translation>Zehn Paare blind beurteilen</translation>
    </message>
    <message>
        <source>Sheet for colleagues…</source>
        <translation>Bogen für Kolleginnen und Kollegen …</translation>
    </message>
    <message>
        <source>Judge it now</source>
        <translation>Jetzt beurteilen</translation>
    </message>
    <message>
        <source>Judge again</source>
        <translation>Neu beurteilen</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>Zahlen</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Anweisung</translation>
    </message>
    <message>
        <source>Adapter</source>
        <translation>Adapter</translation>
    </message>
    <message>
        <source>Brand</source>
        <translation>Marke</translation>
    </message>
    <message>
        <source>Longest run it shares with a text it learnt from: “{run}”</source>
        <translation>Längste Folge, die auch in einem gelernten Text steht: „{run}“</translation>
    </message>
    <message>
        <source>{learnt} texts learnt from, {held} held out, judged in {time}.</source>
        <translation>Aus {learnt} Texten gelernt, {held} zurückgehalten, beurteilt in {time}.</translation>
    </message>
</context>
<context>
    <name>VoiceScale</name>
    <message>
        <source>From the plain model to your texts</source>
        <translation>Vom bloßen Modell zu Ihren Texten</translation>
    </message>
    <message>
        <source>This adapter {adapter}, with a prompt alone {prompt}, of 100</source>
        <translation>Dieser Adapter {adapter}, allein mit einer Anweisung {prompt}, von 100</translation>
    </message>
    <message>
        <source>Prompt and examples</source>
        <translation>Anweisung und Beispiele</translation>
    </message>
    <message>
        <source>This adapter</source>
        <translation>Dieser Adapter</translation>
    </message>
</context>
<context>
    <name>WaitingView</name>
    <message>
        <source>Waiting for their turn</source>
        <translation>Warten, bis sie an der Reihe sind</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>Earlier: {name}</source>
        <translation>Früher: {name}</translation>
    </message>
    <message>
        <source>Later: {name}</source>
        <translation>Später: {name}</translation>
    </message>
    <message>
        <source>Take “{name}” off the list</source>
        <translation>„{name}“ aus der Liste nehmen</translation>
    </message>
    <message>
        <source>“{name}” does not wait any more.</source>
        <translation>„{name}“ wartet nicht mehr.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>Teach Signet your brand</source>
        <translation>Bringen Sie Signet Ihre Marke bei</translation>
    </message>
    <message>
        <source>Give it photos of a product and texts in your voice. It learns both on this computer; nothing leaves it.</source>
        <translation>Geben Sie ihm Fotos eines Produkts und Texte in Ihrer Stimme. Es lernt beides auf diesem Computer; nichts verlässt ihn.</translation>
    </message>
    <message>
        <source>Bring in a brand that was saved as a file</source>
        <translation>Eine als Datei gespeicherte Marke hereinholen</translation>
    </message>
    <message>
        <source>Look around first</source>
        <translation>Sehen Sie sich erst um</translation>
    </message>
    <message>
        <source>“Morning Ember” is a small coffee roaster we made up: 30 photos of a cup and 136 texts. Ready in seconds, without the internet.</source>
        <translation>„Morning Ember“ ist eine kleine Kaffeerösterei, die wir uns ausgedacht haben: 30 Fotos einer Tasse und 136 Texte. In Sekunden bereit, ohne Internet.</translation>
    </message>
    <message>
        <source>Try with the sample brand</source>
        <translation>Mit der Beispielmarke ausprobieren</translation>
    </message>
    <message>
        <source>Begin with your own</source>
        <translation>Beginnen Sie mit Ihrer eigenen</translation>
    </message>
    <message>
        <source>10 to 30 photos of one product, or 20 texts in one voice, are enough for a first result. Name the brand now, drop the files next.</source>
        <translation>10 bis 30 Fotos eines Produkts oder 20 Texte in einer Stimme reichen für ein erstes Ergebnis. Benennen Sie jetzt die Marke, und ziehen Sie dann die Dateien herein.</translation>
    </message>
    <message>
        <source>New brand</source>
        <translation>Neue Marke</translation>
    </message>
</context>
<context>
    <name>WhatItDoes</name>
    <message>
        <source>See what it does</source>
        <translation>Sehen, was es bewirkt</translation>
    </message>
    <message>
        <source>Pictures after training with sound photos</source>
        <translation>Bilder nach dem Training mit guten Fotos</translation>
    </message>
    <message>
        <source>Pictures after sound photos</source>
        <translation>Bilder nach guten Fotos</translation>
    </message>
    <message>
        <source>After training with photos like these</source>
        <translation>Nach dem Training mit solchen Fotos</translation>
    </message>
    <message>
        <source>Pictures after faulty photos</source>
        <translation>Bilder nach fehlerhaften Fotos</translation>
    </message>
    <message>
        <source>Tried with thirty photos and Signet&apos;s starter model; pictures made by AI.</source>
        <translation>Ausprobiert mit dreißig Fotos und Signets Startmodell; mit KI erzeugte Bilder.</translation>
    </message>
</context>
<context>
    <name>WordList</name>
    <message>
        <source>No word is explained by “{wanted}”. Try a shorter one.</source>
        <translation>Kein Wort wird durch „{wanted}“ erklärt. Versuchen Sie ein kürzeres.</translation>
    </message>
    <message>
        <source>Experts say: {words}</source>
        <translation>Fachleute sagen: {words}</translation>
    </message>
</context>
<context>
    <name>WordsPanel</name>
    <message>
        <source>The brand&apos;s words</source>
        <translation>Wörter der Marke</translation>
    </message>
    <message>
        <source>Generated texts are looked through for these, one a line.</source>
        <translation>Erzeugte Texte werden danach durchgesehen, eins je Zeile.</translation>
    </message>
    <message>
        <source>Names and terms</source>
        <translation>Namen und Begriffe</translation>
    </message>
    <message>
        <source>As they are written. Behind a colon: spellings that are wrong.</source>
        <translation>So, wie man sie schreibt. Nach einem Doppelpunkt: falsche Schreibweisen.</translation>
    </message>
    <message>
        <source>Words not to use</source>
        <translation>Unerwünschte Wörter</translation>
    </message>
    <message>
        <source>Behind a colon: what to say instead. “cheap*” means every ending.</source>
        <translation>Nach einem Doppelpunkt: was stattdessen. „günstig*“ meint jede Endung.</translation>
    </message>
    <message>
        <source>cheap: fairly priced</source>
        <translation>billig: fair im Preis</translation>
    </message>
    <message>
        <source>Claims with proof</source>
        <translation>Belegte Aussagen</translation>
    </message>
    <message>
        <source>Wordings that may be said, so that they are not marked.</source>
        <translation>Wendungen, die gesagt werden dürfen und nicht markiert werden.</translation>
    </message>
    <message>
        <source>organic</source>
        <translation>bio</translation>
    </message>
    <message>
        <source>Keep these words</source>
        <translation>Wörter behalten</translation>
    </message>
    <message>
        <source>Change the brand&apos;s words</source>
        <translation>Wörter der Marke ändern</translation>
    </message>
</context>
<context>
    <name>adapters</name>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Texts</source>
        <translation>Texte</translation>
    </message>
    <message>
        <source>From elsewhere, {day}</source>
        <translation>Von anderswo, {day}</translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s)</source>
        <translation>
            <numerusform>%n Foto</numerusform>
            <numerusform>%n Fotos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n text(s)</source>
        <translation>
            <numerusform>%n Text</numerusform>
            <numerusform>%n Texte</numerusform>
        </translation>
    </message>
    <message>
        <source>Quick try</source>
        <translation>Schneller Versuch</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>Ausgewogen</translation>
    </message>
    <message>
        <source>Careful</source>
        <translation>Sorgfältig</translation>
    </message>
    <message>
        <source>On material it has not seen it is no better than the model alone.</source>
        <translation>Bei Material, das er nicht gesehen hat, ist er nicht besser als das Modell allein.</translation>
    </message>
    <message>
        <source>closer to photos it has never seen than the model alone</source>
        <translation>näher an Fotos, die er nie gesehen hat, als das Modell allein</translation>
    </message>
    <message>
        <source>less surprised by texts it has never seen than the model alone</source>
        <translation>weniger überrascht von Texten, die er nie gesehen hat, als das Modell allein</translation>
    </message>
    <message>
        <source>rounds of training; the best state was after {best}</source>
        <translation>Durchgänge des Trainings; der beste Stand war nach {best}</translation>
    </message>
    <message>
        <source>of work, start to end</source>
        <translation>Arbeit, vom Anfang bis zum Ende</translation>
    </message>
    <message>
        <source>of memory at the highest point</source>
        <translation>Speicher am höchsten Punkt</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
</context>
<context>
    <name>export</name>
    <message>
        <source>As generated</source>
        <translation>Wie erzeugt</translation>
    </message>
    <message>
        <source>Own size</source>
        <translation>Eigene Größe</translation>
    </message>
    <message>
        <source>{several} or {last}</source>
        <translation>{several} oder {last}</translation>
    </message>
    <message>
        <source>Too heavy for {name}, which takes at most {size}. Choose JPEG.</source>
        <translation>Zu schwer für {name}, höchstens {size} sind erlaubt. Wählen Sie JPEG.</translation>
    </message>
    <message>
        <source>The cut may go through the subject</source>
        <translation>Der Schnitt geht vielleicht durch das Motiv</translation>
    </message>
    <message>
        <source>Enlarged {times} times, may look soft</source>
        <translation>{times}-fach vergrößert, sieht vielleicht weich aus</translation>
    </message>
    <message>
        <source>Too narrow for a picture alone: add logo and words to it</source>
        <translation>Zu schmal für ein Bild allein: Setzen Sie Logo und Worte darauf</translation>
    </message>
    <message>
        <source>Size looked up more than a year ago; check that it still holds</source>
        <translation>Größe vor mehr als einem Jahr nachgeschlagen; prüfen Sie, ob sie noch gilt</translation>
    </message>
    <message>
        <source>{name} takes {formats} only</source>
        <translation>{name} nimmt nur {formats}</translation>
    </message>
    <message>
        <source>Brand</source>
        <translation>Marke</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Nummer</translation>
    </message>
    <message>
        <source>Adapters</source>
        <translation>Adapter</translation>
    </message>
    <message>
        <source>Brief</source>
        <translation>Briefing</translation>
    </message>
    <message>
        <source>Variation number</source>
        <translation>Variante</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
</context>
<context>
    <name>pages</name>
    <message>
        <source>Brands</source>
        <translation>Marken</translation>
    </message>
    <message>
        <source>Photos and texts</source>
        <translation>Fotos und Texte</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>Trainieren</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleichen</translation>
    </message>
    <message>
        <source>From a table</source>
        <translation>Aus einer Tabelle</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Adapters</source>
        <translation>Adapter</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
</context>
<context>
    <name>words</name>
    <message numerus="yes">
        <source>about %n second(s)</source>
        <translation>
            <numerusform>etwa %n Sekunde</numerusform>
            <numerusform>etwa %n Sekunden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %n minute(s)</source>
        <translation>
            <numerusform>etwa %n Minute</numerusform>
            <numerusform>etwa %n Minuten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %n hour(s)</source>
        <translation>
            <numerusform>etwa %n Stunde</numerusform>
            <numerusform>etwa %n Stunden</numerusform>
        </translation>
    </message>
    <message>
        <source>less than a minute left</source>
        <translation>noch weniger als eine Minute</translation>
    </message>
    <message>
        <source>{minutes} min left</source>
        <translation>noch {minutes} min</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>gerade eben</translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s) ago</source>
        <translation>
            <numerusform>vor %n Minute</numerusform>
            <numerusform>vor %n Minuten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s) ago</source>
        <translation>
            <numerusform>vor %n Stunde</numerusform>
            <numerusform>vor %n Stunden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) ago</source>
        <translation>
            <numerusform>vor %n Tag</numerusform>
            <numerusform>vor %n Tagen</numerusform>
        </translation>
    </message>
</context>
</TS>
