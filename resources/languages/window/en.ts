<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>AdjustDialog</name>
    <message numerus="yes">
        <source>%n photo(s) alike</source>
        <translation>
            <numerusform>%n photo alike</numerusform>
            <numerusform>%n photos alike</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Change %n photo(s)</source>
        <translation>
            <numerusform>Change %n photo</numerusform>
            <numerusform>Change %n photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>BackgroundsDialog</name>
    <message numerus="yes">
        <source>%n photo(s) in doubt: the product could not be cut out surely.</source>
        <translation>
            <numerusform>%n photo in doubt: the product could not be cut out surely.</numerusform>
            <numerusform>%n photos in doubt: the product could not be cut out surely.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Use for %n photo(s)</source>
        <translation>
            <numerusform>Use for %n photo</numerusform>
            <numerusform>Use for %n photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>BackupsSection</name>
    <message numerus="yes">
        <source>%n older backup(s)</source>
        <translation>
            <numerusform>%n older backup</numerusform>
            <numerusform>%n older backups</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Bar</name>
    <message numerus="yes">
        <source>%n stack(s)</source>
        <translation>
            <numerusform>%n stack</numerusform>
            <numerusform>%n stacks</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>BinList</name>
    <message numerus="yes">
        <source>goes for good in %n day(s)</source>
        <translation>
            <numerusform>goes for good in %n day</numerusform>
            <numerusform>goes for good in %n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>BoardModel</name>
    <message numerus="yes">
        <source>%n star(s)</source>
        <translation>
            <numerusform>%n star</numerusform>
            <numerusform>%n stars</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>BoardView</name>
    <message numerus="yes">
        <source>%n star(s)</source>
        <translation>
            <numerusform>%n star</numerusform>
            <numerusform>%n stars</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>BoardsModel</name>
    <message numerus="yes">
        <source>%n result(s)</source>
        <translation>
            <numerusform>%n result</numerusform>
            <numerusform>%n results</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n favourite(s)</source>
        <translation>
            <numerusform>%n favourite</numerusform>
            <numerusform>%n favourites</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>BriefHistory</name>
    <message numerus="yes">
        <source>%n result(s)</source>
        <translation>
            <numerusform>%n result</numerusform>
            <numerusform>%n results</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>BulkCaptions</name>
    <message numerus="yes">
        <source>Fill %n empty caption(s)</source>
        <translation>
            <numerusform>Fill %n empty caption</numerusform>
            <numerusform>Fill %n empty captions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Add the code word to %n</source>
        <translation>
            <numerusform>Add the code word to %n</numerusform>
            <numerusform>Add the code word to %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Remove from %n caption(s)</source>
        <translation>
            <numerusform>Remove from %n caption</numerusform>
            <numerusform>Remove from %n captions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Replace in %n caption(s)</source>
        <translation>
            <numerusform>Replace in %n caption</numerusform>
            <numerusform>Replace in %n captions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Add to %n caption(s)</source>
        <translation>
            <numerusform>Add to %n caption</numerusform>
            <numerusform>Add to %n captions</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CaptionEditor</name>
    <message numerus="yes">
        <source>%n word(s)</source>
        <translation>
            <numerusform>%n word</numerusform>
            <numerusform>%n words</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{model} will not read the last %n word(s).</source>
        <translation>
            <numerusform>{model} will not read the last word.</numerusform>
            <numerusform>{model} will not read the last %n words.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Room for about %n more word(s).</source>
        <translation>
            <numerusform>Room for about %n more word.</numerusform>
            <numerusform>Room for about %n more words.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CaptionPanel</name>
    <message numerus="yes">
        <source>Let a model describe %n photo(s)</source>
        <translation>
            <numerusform>Let a model describe %n photo</numerusform>
            <numerusform>Let a model describe %n photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n item(s) selected</source>
        <translation>
            <numerusform>%n item selected</numerusform>
            <numerusform>%n items selected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n text(s) selected</source>
        <translation>
            <numerusform>%n text selected</numerusform>
            <numerusform>%n texts selected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s) selected</source>
        <translation>
            <numerusform>%n photo selected</numerusform>
            <numerusform>%n photos selected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n word(s)</source>
        <translation>
            <numerusform>%n word</numerusform>
            <numerusform>%n words</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CaptionsState</name>
    <message numerus="yes">
        <source>%n caption(s) changed.</source>
        <translation>
            <numerusform>%n caption changed.</numerusform>
            <numerusform>%n captions changed.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CellDelegate</name>
    <message numerus="yes">
        <source>%n word(s)</source>
        <translation>
            <numerusform>%n word</numerusform>
            <numerusform>%n words</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n character(s)</source>
        <translation>
            <numerusform>%n character</numerusform>
            <numerusform>%n characters</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ChoicesView</name>
    <message numerus="yes">
        <source>How one thing looks, from %n photo(s)</source>
        <translation>
            <numerusform>How one thing looks, from %n photo</numerusform>
            <numerusform>How one thing looks, from %n photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>How everything looks, from %n photo(s)</source>
        <translation>
            <numerusform>How everything looks, from %n photo</numerusform>
            <numerusform>How everything looks, from %n photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>How the brand speaks, from %n text(s)</source>
        <translation>
            <numerusform>How the brand speaks, from %n text</numerusform>
            <numerusform>How the brand speaks, from %n texts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Why are %n more model(s) not here?</source>
        <translation>
            <numerusform>Why is %n more model not here?</numerusform>
            <numerusform>Why are %n more models not here?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Compare</name>
    <message numerus="yes">
        <source>About %n word(s)</source>
        <translation>
            <numerusform>About %n word</numerusform>
            <numerusform>About %n words</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ComparePage</name>
    <message numerus="yes">
        <source>Export %n favourite(s)</source>
        <translation>
            <numerusform>Export %n favourite</numerusform>
            <numerusform>Export %n favourites</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Make %n picture(s)</source>
        <translation>
            <numerusform>Make %n picture</numerusform>
            <numerusform>Make %n pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Write %n text(s)</source>
        <translation>
            <numerusform>Write %n text</numerusform>
            <numerusform>Write %n texts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ComputerSection</name>
    <message numerus="yes">
        <source>%n core(s)</source>
        <translation>
            <numerusform>%n core</numerusform>
            <numerusform>%n cores</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DatasetPage</name>
    <message numerus="yes">
        <source>Next: Train on %n photo(s)</source>
        <translation>
            <numerusform>Next: Train on %n photo</numerusform>
            <numerusform>Next: Train on %n photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Next: Train on %n text(s)</source>
        <translation>
            <numerusform>Next: Train on %n text</numerusform>
            <numerusform>Next: Train on %n texts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DatasetState</name>
    <message numerus="yes">
        <source>Delete %n item(s)</source>
        <translation>
            <numerusform>Delete %n item</numerusform>
            <numerusform>Delete %n items</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n item(s) moved to the bin.</source>
        <translation>
            <numerusform>%n item moved to the bin.</numerusform>
            <numerusform>%n items moved to the bin.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Set %n item(s) aside</source>
        <translation>
            <numerusform>Set %n item aside</numerusform>
            <numerusform>Set %n items aside</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Use %n item(s) again</source>
        <translation>
            <numerusform>Use %n item again</numerusform>
            <numerusform>Use %n items again</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n item(s) set aside; they stay here but are not learnt from.</source>
        <translation>
            <numerusform>%n item set aside; it stays here but is not learnt from.</numerusform>
            <numerusform>%n items set aside; they stay here but are not learnt from.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n item(s) will be learnt from again.</source>
        <translation>
            <numerusform>%n item will be learnt from again.</numerusform>
            <numerusform>%n items will be learnt from again.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Keep %n item(s) for checking</source>
        <translation>
            <numerusform>Keep %n item for checking</numerusform>
            <numerusform>Keep %n items for checking</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Learn from %n item(s)</source>
        <translation>
            <numerusform>Learn from %n item</numerusform>
            <numerusform>Learn from %n items</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Let Signet choose for %n item(s)</source>
        <translation>
            <numerusform>Let Signet choose for %n item</numerusform>
            <numerusform>Let Signet choose for %n items</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s)</source>
        <translation>
            <numerusform>%n photo</numerusform>
            <numerusform>%n photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n text(s)</source>
        <translation>
            <numerusform>%n text</numerusform>
            <numerusform>%n texts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DescribeDialog</name>
    <message numerus="yes">
        <source>%n photo(s) are described on this computer. You see every caption before it is used.</source>
        <translation>
            <numerusform>%n photo is described on this computer. You see the caption before it is used.</numerusform>
            <numerusform>%n photos are described on this computer. You see every caption before it is used.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Use %n caption(s)</source>
        <translation>
            <numerusform>Use %n caption</numerusform>
            <numerusform>Use %n captions</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DropArea</name>
    <message numerus="yes">
        <source>%n photo(s) of one cup, from all sides</source>
        <translation>
            <numerusform>%n photo of one cup, from all sides</numerusform>
            <numerusform>%n photos of one cup, from all sides</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n short post(s) in one tone</source>
        <translation>
            <numerusform>%n short post in one tone</numerusform>
            <numerusform>%n short posts in one tone</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ExamplesPreview</name>
    <message numerus="yes">
        <source>%n example(s)</source>
        <translation>
            <numerusform>%n example</numerusform>
            <numerusform>%n examples</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>from %n text(s);</source>
        <translation>
            <numerusform>from %n text;</numerusform>
            <numerusform>from %n texts;</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n text(s) are kept to check what was learnt.</source>
        <translation>
            <numerusform>%n text is kept to check what was learnt.</numerusform>
            <numerusform>%n texts are kept to check what was learnt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) are left out or cut.</source>
        <translation>
            <numerusform>%n thing is left out or cut.</numerusform>
            <numerusform>%n things are left out or cut.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n marked word(s): compared with the answer, not learnt.</source>
        <translation>
            <numerusform>%n marked word: compared with the answer, not learnt.</numerusform>
            <numerusform>%n marked words: compared with the answer, not learnt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n marked word(s) are learnt, exactly as they stand here.</source>
        <translation>
            <numerusform>%n marked word is learnt, exactly as it stands here.</numerusform>
            <numerusform>%n marked words are learnt, exactly as they stand here.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ExportPage</name>
    <message numerus="yes">
        <source>%n chosen</source>
        <translation>
            <numerusform>%n chosen</numerusform>
            <numerusform>%n chosen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Export %n file(s)</source>
        <translation>
            <numerusform>Export %n file</numerusform>
            <numerusform>Export %n files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FindingCard</name>
    <message numerus="yes">
        <source>Show %n</source>
        <translation>
            <numerusform>Show %n</numerusform>
            <numerusform>Show %n</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FindingsPanel</name>
    <message numerus="yes">
        <source>Mend everything (%n)</source>
        <translation>
            <numerusform>Mend everything (%n)</numerusform>
            <numerusform>Mend everything (%n)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FinishedCard</name>
    <message numerus="yes">
        <source>%n file(s) are ready</source>
        <translation>
            <numerusform>%n file is ready</numerusform>
            <numerusform>%n files are ready</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) to look at</source>
        <translation>
            <numerusform>%n thing to look at</numerusform>
            <numerusform>%n things to look at</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>History</name>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Intake</name>
    <message numerus="yes">
        <source>Undo import of %n item(s)</source>
        <translation>
            <numerusform>Undo import of %n item</numerusform>
            <numerusform>Undo import of %n items</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Import %n item(s)</source>
        <translation>
            <numerusform>Import %n item</numerusform>
            <numerusform>Import %n items</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ItemModel</name>
    <message numerus="yes">
        <source>stack of %n photo(s)</source>
        <translation>
            <numerusform>stack of %n photo</numerusform>
            <numerusform>stack of %n photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>JobsPill</name>
    <message numerus="yes">
        <source>%n training(s) waiting</source>
        <translation>
            <numerusform>%n training waiting</numerusform>
            <numerusform>%n trainings waiting</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n training(s) to resume</source>
        <translation>
            <numerusform>%n training to resume</numerusform>
            <numerusform>%n trainings to resume</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>JudgingBar</name>
    <message numerus="yes">
        <source>%n star(s)</source>
        <translation>
            <numerusform>%n star</numerusform>
            <numerusform>%n stars</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LightCard</name>
    <message numerus="yes">
        <source>and %n more below</source>
        <translation>
            <numerusform>and %n more below</numerusform>
            <numerusform>and %n more below</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Lineage</name>
    <message numerus="yes">
        <source>%n of them has been deleted since.</source>
        <translation>
            <numerusform>%n of them has been deleted since.</numerusform>
            <numerusform>%n of them have been deleted since.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LiveView</name>
    <message numerus="yes">
        <source>Learning from %n photo(s)</source>
        <translation>
            <numerusform>Learning from %n photo</numerusform>
            <numerusform>Learning from %n photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Learning from %n text(s)</source>
        <translation>
            <numerusform>Learning from %n text</numerusform>
            <numerusform>Learning from %n texts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Mending</name>
    <message numerus="yes">
        <source>%n item(s) set aside.</source>
        <translation>
            <numerusform>%n item set aside.</numerusform>
            <numerusform>%n items set aside.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n caption(s) written.</source>
        <translation>
            <numerusform>%n caption written.</numerusform>
            <numerusform>%n captions written.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The code word was added to %n caption(s).</source>
        <translation>
            <numerusform>The code word was added to %n caption.</numerusform>
            <numerusform>The code word was added to %n captions.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n caption(s) changed.</source>
        <translation>
            <numerusform>%n caption changed.</numerusform>
            <numerusform>%n captions changed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n text(s) mended; the earlier wording is kept.</source>
        <translation>
            <numerusform>%n text mended; the earlier wording is kept.</numerusform>
            <numerusform>%n texts mended; the earlier wording is kept.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s) changed; the originals are untouched.</source>
        <translation>
            <numerusform>%n photo changed; the original is untouched.</numerusform>
            <numerusform>%n photos changed; the originals are untouched.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Mended; %n item(s) set aside. Nothing was deleted.</source>
        <translation>
            <numerusform>Mended; %n item set aside. Nothing was deleted.</numerusform>
            <numerusform>Mended; %n items set aside. Nothing was deleted.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n item(s) are as they came in.</source>
        <translation>
            <numerusform>%n item is as it came in.</numerusform>
            <numerusform>%n items are as they came in.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n item(s) stay as they are: changed meanwhile, or another one would be the same.</source>
        <translation>
            <numerusform>%n item stays as it is: it was changed meanwhile, or another one would be the same.</numerusform>
            <numerusform>%n items stay as they are: they were changed meanwhile, or others would be the same.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PhotoWords</name>
    <message numerus="yes">
        <source>%n caption(s) changed.</source>
        <translation>
            <numerusform>%n caption changed.</numerusform>
            <numerusform>%n captions changed.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PlanView</name>
    <message numerus="yes">
        <source>%n of them to check what it has learnt</source>
        <translation>
            <numerusform>%n of them to check what it has learnt</numerusform>
            <numerusform>%n of them to check what it has learnt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n finding(s) of the checks are ignored, as decided.</source>
        <translation>
            <numerusform>%n finding of the checks is ignored, as decided.</numerusform>
            <numerusform>%n findings of the checks are ignored, as decided.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) could be better about the material; see Photos and texts.</source>
        <translation>
            <numerusform>%n thing could be better about the material; see Photos and texts.</numerusform>
            <numerusform>%n things could be better about the material; see Photos and texts.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PreflightView</name>
    <message numerus="yes">
        <source>%n example(s) looked at as the model reads them:</source>
        <translation>
            <numerusform>%n example looked at as the model reads it:</numerusform>
            <numerusform>%n examples looked at as the model reads them:</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ProgressRing</name>
    <message numerus="yes">
        <source>minute(s) left</source>
        <translation>
            <numerusform>minute left</numerusform>
            <numerusform>minutes left</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ProjectCard</name>
    <message numerus="yes">
        <source>%n photo(s)</source>
        <translation>
            <numerusform>%n photo</numerusform>
            <numerusform>%n photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n text(s)</source>
        <translation>
            <numerusform>%n text</numerusform>
            <numerusform>%n texts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n adapter(s)</source>
        <translation>
            <numerusform>%n adapter</numerusform>
            <numerusform>%n adapters</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Projects</name>
    <message numerus="yes">
        <source>%n brand(s) deleted for good</source>
        <translation>
            <numerusform>%n brand deleted for good</numerusform>
            <numerusform>%n brands deleted for good</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ProjectsPage</name>
    <message numerus="yes">
        <source>Delete %n brand(s) for good?</source>
        <translation>
            <numerusform>Delete %n brand for good?</numerusform>
            <numerusform>Delete %n brands for good?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RemarkList</name>
    <message numerus="yes">
        <source>%n place(s) to look at</source>
        <translation>
            <numerusform>%n place to look at</numerusform>
            <numerusform>%n places to look at</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Review</name>
    <message numerus="yes">
        <source>… and %n more</source>
        <translation>
            <numerusform>… and %n more</numerusform>
            <numerusform>… and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n had been here before and is not doubled</source>
        <translation>
            <numerusform>%n had been here before and is not doubled</numerusform>
            <numerusform>%n had been here before and are not doubled</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%n more</numerusform>
            <numerusform>%n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StackView</name>
    <message numerus="yes">
        <source>%n photo(s) that look alike</source>
        <translation>
            <numerusform>%n photo</numerusform>
            <numerusform>%n photos that look alike</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StacksState</name>
    <message numerus="yes">
        <source>One photo is kept, %n left out. Nothing was deleted.</source>
        <translation>
            <numerusform>One photo is kept, %n left out. Nothing was deleted.</numerusform>
            <numerusform>One photo is kept, %n left out. Nothing was deleted.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %n photo(s) are kept; the reason stands under “Ignored”.</source>
        <translation>
            <numerusform>%n photo is kept; the reason stands under “Ignored”.</numerusform>
            <numerusform>All %n photos are kept; the reason stands under “Ignored”.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Strip</name>
    <message numerus="yes">
        <source>%n had been here before.</source>
        <translation>
            <numerusform>%n had been here before.</numerusform>
            <numerusform>%n had been here before.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n set aside.</source>
        <translation>
            <numerusform>%n set aside.</numerusform>
            <numerusform>%n set aside.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TablesPage</name>
    <message numerus="yes">
        <source>Write %n text(s)</source>
        <translation>
            <numerusform>Write %n text</numerusform>
            <numerusform>Write %n texts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) cannot be made; see the last column</source>
        <translation>
            <numerusform>%n row cannot be made; see the last column</numerusform>
            <numerusform>%n rows cannot be made; see the last column</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TrainPage</name>
    <message numerus="yes">
        <source>Train on %n photo(s)</source>
        <translation>
            <numerusform>Train on %n photo</numerusform>
            <numerusform>Train on %n photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Train on %n text(s)</source>
        <translation>
            <numerusform>Train on %n text</numerusform>
            <numerusform>Train on %n texts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TrainingResult</name>
    <message numerus="yes">
        <source>It learnt from %n photo(s)</source>
        <translation>
            <numerusform>It learnt from %n photo</numerusform>
            <numerusform>It learnt from %n photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>looked at each about %n time(s)</source>
        <translation>
            <numerusform>looked at each about once</numerusform>
            <numerusform>looked at each about %n times</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It learnt from %n text(s)</source>
        <translation>
            <numerusform>It learnt from %n text</numerusform>
            <numerusform>It learnt from %n texts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n example(s) made of them</source>
        <translation>
            <numerusform>%n example made of them</numerusform>
            <numerusform>%n examples made of them</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>On %n photo(s) it has never seen</source>
        <translation>
            <numerusform>On %n photo it has never seen</numerusform>
            <numerusform>On %n photos it has never seen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>On %n text(s) it has never seen</source>
        <translation>
            <numerusform>On %n text it has never seen</numerusform>
            <numerusform>On %n texts it has never seen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Viewer</name>
    <message numerus="yes">
        <source>%n star(s)</source>
        <translation>
            <numerusform>%n star</numerusform>
            <numerusform>%n stars</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>VoicePart</name>
    <message numerus="yes">
        <source>Judged on %n unseen text(s): take it as a hint.</source>
        <translation>
            <numerusform>Judged on %n unseen text: take it as a hint.</numerusform>
            <numerusform>Judged on %n unseen texts: take it as a hint.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>adapters</name>
    <message numerus="yes">
        <source>%n photo(s)</source>
        <translation>
            <numerusform>%n photo</numerusform>
            <numerusform>%n photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n text(s)</source>
        <translation>
            <numerusform>%n text</numerusform>
            <numerusform>%n texts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>words</name>
    <message numerus="yes">
        <source>about %n second(s)</source>
        <translation>
            <numerusform>about %n second</numerusform>
            <numerusform>about %n seconds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %n minute(s)</source>
        <translation>
            <numerusform>about %n minute</numerusform>
            <numerusform>about %n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %n hour(s)</source>
        <translation>
            <numerusform>about %n hour</numerusform>
            <numerusform>about %n hours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s) ago</source>
        <translation>
            <numerusform>%n minute ago</numerusform>
            <numerusform>%n minutes ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s) ago</source>
        <translation>
            <numerusform>%n hour ago</numerusform>
            <numerusform>%n hours ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) ago</source>
        <translation>
            <numerusform>%n day ago</numerusform>
            <numerusform>%n days ago</numerusform>
        </translation>
    </message>
</context>
</TS>
