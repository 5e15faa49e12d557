<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name></name>
    <message>
        <source>Glossary</source>
        <comment>Adapter</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Glossary</source>
        <comment>What Signet has learnt about your brand, as one small file. It works together with the model it was taught on and changes nothing in it.</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Glossary</source>
        <comment>Model</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Glossary</source>
        <comment>The general artist or writer that knows the world but not your brand. An adapter teaches it the rest.</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Glossary</source>
        <comment>Code word</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Glossary</source>
        <comment>An invented word that stands for your product or style. Put it into a brief to call up what was learnt.</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Glossary</source>
        <comment>Rounds</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Glossary</source>
        <comment>How often the training looks at each photo or text. Too few and it learns little, too many and it copies.</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Glossary</source>
        <comment>Learning speed</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Glossary</source>
        <comment>How much changes in each small step. Too fast and the pictures fall apart, too slow and nothing is learnt in the time.</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Glossary</source>
        <comment>Capacity</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Glossary</source>
        <comment>How much an adapter can hold. A style needs less than a detailed product; more capacity needs more photos.</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Glossary</source>
        <comment>How well it matches</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Glossary</source>
        <comment>How close the model comes to your material. The line should rise and then level out.</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Glossary</source>
        <comment>Kept for testing</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Glossary</source>
        <comment>A few of your photos or texts that are not learnt from. They show whether it has understood, or only remembers.</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Glossary</source>
        <comment>It copies</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Glossary</source>
        <comment>The results repeat your photos instead of learning from them. Fewer rounds or more varied photos help.</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Glossary</source>
        <comment>Saved state</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Glossary</source>
        <comment>The training as it was at a moment, written to the disk every few minutes. From there it goes on after a pause or a power cut.</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Glossary</source>
        <comment>Brief</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Glossary</source>
        <comment>What you ask for, in a sentence: the thing, the scene, the light, or what a text should say.</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Glossary</source>
        <comment>Strength</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Glossary</source>
        <comment>How loudly an adapter speaks, from 0 to 150 %. At 100 % it is as it was taught.</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Glossary</source>
        <comment>Mix</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Glossary</source>
        <comment>Several adapters at work together, each at its own strength, such as a product and a style.</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Glossary</source>
        <comment>Conflict</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Glossary</source>
        <comment>Two adapters of a mix pull the same part of the model in different directions. Lower one of them, or take them in turn.</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Glossary</source>
        <comment>Variation number</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Glossary</source>
        <comment>The number that decides the chance in a picture. The same number with the same brief makes the same picture again.</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Glossary</source>
        <comment>Generate</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Glossary</source>
        <comment>Have the model make a new picture or text from your brief.</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Glossary</source>
        <comment>Blind comparison</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Glossary</source>
        <comment>You judge results without seeing which adapter made them, so that hopes do not vote.</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Glossary</source>
        <comment>Closeness to the brief</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Glossary</source>
        <comment>How literally the model takes your brief. Higher is more obedient and less natural.</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Glossary</source>
        <comment>Proof of origin</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Glossary</source>
        <comment>A note inside an exported file that says it was made with AI, with which model and when. The law asks for it in many countries.</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Glossary</source>
        <comment>Caption</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Glossary</source>
        <comment>A sentence that says what a photo shows. What the caption names is not taken for part of your brand.</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Glossary</source>
        <comment>Finding</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Glossary</source>
        <comment>Something the check noticed in your photos or texts that would be learnt, too, such as blur or a private address.</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Glossary</source>
        <comment>The light</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Glossary</source>
        <comment>Ready, needs attention or blocked: whether your photos and texts are good enough to learn from, and what would change it.</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Glossary</source>
        <comment>Near duplicate</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Glossary</source>
        <comment>Two photos that differ so little that the second teaches nothing and the first counts twice.</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Glossary</source>
        <comment>Set aside</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Glossary</source>
        <comment>Kept in the brand but not learnt from. You can take it back at any time.</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Glossary</source>
        <comment>Rights</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Glossary</source>
        <comment>Who owns a photo, what you may do with it and until when, and whether people in it have agreed.</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Glossary</source>
        <comment>Origin of an adapter</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Glossary</source>
        <comment>The list of photos and texts an adapter has learnt from, so that one can be withdrawn later.</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Glossary</source>
        <comment>Brand</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Glossary</source>
        <comment>One project: its photos and texts, what was learnt from them, and all results.</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Glossary</source>
        <comment>Graphics memory</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Glossary</source>
        <comment>The graphics card&apos;s own memory. The model has to fit into it, with room to work.</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Glossary</source>
        <comment>Engine</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Glossary</source>
        <comment>The part of Signet that trains and generates, in a program of its own. If it fails, the window and your work stay.</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Glossary</source>
        <comment>Library</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Glossary</source>
        <comment>The folder with all your brands, photos, adapters and results. Nothing of it leaves this computer.</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Glossary</source>
        <comment>Backup</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Glossary</source>
        <comment>A copy of the list of everything: brands, captions, ratings, rights. Photos, adapters and results are not in it; they lie beside it.</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Glossary</source>
        <comment>Starter model</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Glossary</source>
        <comment>A very small model that comes with Signet, to learn and practise with on any computer. Its results are not for publication.</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Glossary</source>
        <comment>Licence of a model</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Glossary</source>
        <comment>What its maker allows. Yes: free for business. Limits: with conditions. No: not for advertising.</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Glossary</source>
        <comment>Safetensors</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Glossary</source>
        <comment>A kind of file for models and adapters that cannot run a program. Signet opens no other kind.</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>SettingsState</source>
        <comment>Nothing has changed since the newest backup.</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SettingsState</source>
        <comment>A backup was made.</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SettingsState</source>
        <comment>This Python cannot run the engine.</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SettingsState</source>
        <comment>Leave the field empty to use the one that came with Signet.</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>CellDelegate</source>
        <comment>%n word(s)</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>CellDelegate</source>
        <comment>%n character(s)</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>CellDelegate</source>
        <comment>{count} of {limit} characters</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CellDelegate</source>
        <comment>The file of this picture is missing.</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CellDelegate</source>
        <comment>Open to read on</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CellDelegate</source>
        <comment>Being made</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CellDelegate</source>
        <comment>Not made yet</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <comment>Light</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <comment>View</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <comment>Format</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <comment>Kind of text</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <comment>Length</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <comment>Topic</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <comment>Grey studio</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <comment>Wooden table</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <comment>Gradient</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <comment>Stone</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <comment>Outdoors</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <comment>Soft light</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <comment>Bright light</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <comment>Evening light</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <comment>Spotlight</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <comment>Long shadows</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <comment>Close-up</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <comment>From the side</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <comment>From above</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <comment>Small in the picture</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <comment>From far away</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <comment>Product description</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <comment>Social media post</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <comment>Newsletter</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <comment>Reply to a customer</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <comment>Short line</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <comment>Upright 4:5</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <comment>Wide 16:9</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Compare</source>
        <comment>About %n word(s)</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Compare</source>
        <comment>Brand colour: {colour}</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>words</source>
        <comment>about %n second(s)</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>words</source>
        <comment>about %n minute(s)</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>words</source>
        <comment>about %n hour(s)</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>words</source>
        <comment>less than a minute left</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>words</source>
        <comment>{minutes} min left</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>words</source>
        <comment>just now</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>words</source>
        <comment>%n minute(s) ago</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>words</source>
        <comment>%n hour(s) ago</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>words</source>
        <comment>%n day(s) ago</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>ModelShelf</source>
        <comment>“{name}” is off the shelf; its files are untouched.</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ModelShelf</source>
        <comment>Undo</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ModelShelf</source>
        <comment>“{name}” is on the shelf.</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ModelShelf</source>
        <comment>“{name}” was on the shelf already.</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ModelCard</source>
        <comment>Business use: with limits</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ModelCard</source>
        <comment>Business use: no</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ModelCard</source>
        <comment>Business use: read the licence</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>BackupsSection</source>
        <comment>made by you</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>BackupsSection</source>
        <comment>before an update of Signet</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>BackupsSection</source>
        <comment>Backups</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ComputerSection</source>
        <comment>This computer</comment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BackupsSection</name>
    <message>
        <source>Signet copies its list of brands, captions, ratings and rights by itself. Your photos, adapters and results are not in these copies: back up the library&apos;s folder to keep those twice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back up now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no backup yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n older backup(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Restore</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore the backup of {moment}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go back to {moment}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything entered since then disappears from the list: brands, captions, ratings, new results. The present list is kept beside the backups. Signet closes and comes back by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore and restart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restoring the backup</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Bar</name>
    <message>
        <source>Order of the list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add photos or texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose files …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a folder …</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BlindBar</name>
    <message>
        <source>Which one is best? Click it, or press its number.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the names</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{done} of {rows} rows judged</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BoardModel</name>
    <message>
        <source>Variation number {number}: all columns begin from the same chance.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choice {letter}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>variation {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>being made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not made yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n star(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>favourite</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rejected</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BoardView</name>
    <message>
        <source>Results</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use these settings again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n star(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>No rating</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Favourite</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reject</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BoardsModel</name>
    <message numerus="yes">
        <source>%n result(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n favourite(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>BriefBox</name>
    <message>
        <source>Brief</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What shall be made?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Earlier briefs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Variations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many versions of this brief. Every column makes the same ones.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other variation numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other variation numbers. Now: {numbers}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The code word “{word}” is missing. “{name}” listens to it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put it in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put the code word {word} in</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BriefHistory</name>
    <message>
        <source>Search earlier briefs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Earlier briefs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No brief answers. Results keep their briefs here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n result(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>BriefLine</name>
    <message>
        <source>Take this brief into the box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take this brief off the board</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CellTools</name>
    <message>
        <source>Favourite (F)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reject (X)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use these settings again (R)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open (Enter)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ColumnHead</name>
    <message>
        <source>Looking whether they get on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turned down to {share}, so that none drowns the other.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the model makes by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What to do with this column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Balanced for you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo the balance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Likeness {score}, shared directions {overlap}, together {loud} times as loud as apart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mix in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All strengths to 100 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove the column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The column is off the board. Its results are kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The adapter is out of the mix.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Compare</name>
    <message>
        <source>A deleted adapter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without adapter</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ComparePage</name>
    <message>
        <source>Compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search comparisons</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures or texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blind choice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide the names and choose the best of each row.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One result after the other, judged by keys.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Begin a new comparison with the same columns.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>History</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train an adapter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no adapter to compare yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You can already see what the model makes by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write a brief and see every mix side by side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first column always shows the model without adapter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the panel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make what is missing (Ctrl+Enter)</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Make %n picture(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Write %n text(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Everything is made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for the training to end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The training has the engine. What you make here comes after it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The training has the engine, {time} to go. What you make here comes after it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The brief is off the board. Its results are kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CompareState</name>
    <message>
        <source>Delete a comparison</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ComputerSection</name>
    <message numerus="yes">
        <source>%n core(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Processor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}, {memory}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Graphics card</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No NVIDIA graphics card found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{free} free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Library&apos;s disk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{free} of {total} free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Large picture models can be taught on this graphics card.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This graphics card is small for large picture models; the starter models and smaller ones fit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything works without a graphics card, more slowly: the starter models are made for that.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CutView</name>
    <message>
        <source>Drag the picture or use the arrow keys to move the cut. Home lets Signet choose again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DatasetBar</name>
    <message>
        <source>Photos</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With warnings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without caption</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set aside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept for checking</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Oldest first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Newest first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Warnings first</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DatasetCommands</name>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set aside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep for checking</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learn from it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let Signet choose</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DatasetState</name>
    <message numerus="yes">
        <source>Delete %n item(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n item(s) moved to the bin.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Set %n item(s) aside</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Use %n item(s) again</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n item(s) set aside; they stay here but are not learnt from.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n item(s) will be learnt from again.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Keep %n item(s) for checking</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Learn from %n item(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Let Signet choose for %n item(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Edit text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%n photo(s)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%n text(s)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DetailsFold</name>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The one that came with Signet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try and keep</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signet {version}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings are kept in {folder}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a Python</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asking this Python</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This Python can run the engine (torch {version}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restart now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restarting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is used from the next start.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DetailsPanel</name>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Variation number: {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: strength {strength}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made: {when}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fingerprint: {hash}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adapters work with the model they were trained on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Count texts against</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make again when a slider moves</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How it is made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other settings begin a comparison of their own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Figures of this result</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DropArea</name>
    <message>
        <source>What good material looks like</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop 10 to 30 photos of one product, or your brand&apos;s texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folders and ZIP files work, too. Everything is copied, nothing is moved, and nothing leaves this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>or use the sample brand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A product</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A voice</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ErrorBox</name>
    <message>
        <source>Technical detail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ExportPage</name>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search results by brief or text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to Compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to export yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make pictures and texts in Compare and mark the best as favourites.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Favourites</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All results</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which results</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What will be written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Earlier exports</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress of the export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing has these words.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No favourites yet. Mark results with F in Compare, or show all results.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n chosen</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>About {size}, in {folder}</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Export %n file(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Choose results on the left.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at the files…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{done} of {total}: {name}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FileModel</name>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about {size}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FileTable</name>
    <message>
        <source>Files that will be written</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FindingCard</name>
    <message numerus="yes">
        <source>Show %n</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Selects them in the list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ignore …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Live with it, and say why</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why it does not matter here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why does it not matter here?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is meant to be so</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checked, they are fine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ignore</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FindingsPanel</name>
    <message>
        <source>Check again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Good to know</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ignored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Findings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are so many items that the checks wait until you ask.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ignore a finding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take a finding seriously again</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FinishedCard</name>
    <message>
        <source>Drag files from here into another program or a folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) are ready</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) to look at</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Copied</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FinishedFiles</name>
    <message>
        <source>Finished files</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FormatFrame</name>
    <message>
        <source>Cut for {name}, {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let Signet choose the cut for {name} again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave out {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{size}, cut by hand</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FormatsBoard</name>
    <message>
        <source>Formats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add or remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add or remove formats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures keep their size. Add formats to cut them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag a picture to move its cut.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What lies outside the dashed line may be covered.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a picture to see how it is cut.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Own size…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>GlossaryHint</name>
    <message>
        <source>What is “{word}”?</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>GlossaryLink</name>
    <message>
        <source>Explains this word</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HeadStrip</name>
    <message>
        <source>Add a column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made for another model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no adapter yet. Train one first.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HelpPage</name>
    <message>
        <source>The four steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Good photos</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something is wrong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parts of the help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search words</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>History</name>
    <message>
        <source>Show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the files of {folder}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HistoryPanel</name>
    <message>
        <source>Search briefs and texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With favourites</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>4 stars and more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept comparisons</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The comparison is in the bin.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No comparison answers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every comparison you make is kept here.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>IgnoredCard</name>
    <message>
        <source>Ignored: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take it seriously again</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Incoming</name>
    <message>
        <source>Pasted picture {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This picture cannot be taken over.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save it to a file and drop that file here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pasted text {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is an address on the web, and Signet fetches nothing: everything stays on this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the picture to this computer, then drop the file here.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Intake</name>
    <message numerus="yes">
        <source>Undo import of %n item(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Import %n item(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ItemModel</name>
    <message>
        <source>Item {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no caption</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>set aside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>kept for checking</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ItemShelf</name>
    <message>
        <source>No caption yet</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>JobsPill</name>
    <message>
        <source>Training</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>JudgedBoard</name>
    <message>
        <source>Judge a result</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LightCard</name>
    <message>
        <source>Items without a warning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress of the checks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to look at yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Needs attention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blocked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add photos or texts; they are looked at as soon as they are in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing speaks against training.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You can train. The result gets better when you:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Before training:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at photo {done} of {total}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comparing them with each other …</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>and %n more below</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>{good} of {total} photos without a warning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{good} of {total} texts without a warning</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Lightbox</name>
    <message>
        <source>Previous</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{place} of {count}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LooksSection</name>
    <message>
        <source>Look and language</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Go to “{page}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search on this page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close Signet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not begun</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>needs attention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>blocked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>running</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Maker</name>
    <message>
        <source>Stopping</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MannerCard</name>
    <message>
        <source>Such as {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind of picture file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What suits each format best</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Best</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Small files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quality</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Word document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table (CSV)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plain text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File names</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Puts {word} into the file names</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put “{meaning}” into the file names</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another folder for exports</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder for exports</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Mending</name>
    <message numerus="yes">
        <source>%n item(s) set aside.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n caption(s) written.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The code word was added to %n caption(s).</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Training and test will be divided anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n text(s) mended; the earlier wording is kept.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s) changed; the originals are untouched.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Back to the original</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n item(s) are as they came in.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MissingCard</name>
    <message>
        <source>This model is not there, or not complete. Connect its drive.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take off the shelf</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ModelCard</name>
    <message>
        <source>Show the folder of “{name}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take “{name}” off the shelf</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To practise with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{licence}: {note}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ModelsPage</name>
    <message>
        <source>Models on this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a model&apos;s folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your adapters are taught on one of these models. Drop a model&apos;s folder here to add it; it stays where it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder of a model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model on this computer yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The starter models come with the set-up: start Signet with “python3 packaging/run.py”. Or add the folder of a model you have.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking through the folder</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>OriginCard</name>
    <message>
        <source>Each file says that it was made with AI</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The mark is invisible and readable by machines, as the EU AI Act asks. Drop any file on this page to read its mark.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check a file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the mark of a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures and documents</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is exactly the file that Signet exported on {day}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file says that it was made with AI.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file says that parts of it were made with AI.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file says another origin: {words}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file itself carries no mark; plain text cannot.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file carries no mark. That does not prove that a person made it: many programs drop the mark when they save.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Overlay</name>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PartRow</name>
    <message>
        <source>Strength of {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>100 % is the strength at which this adapter works best.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PhotoGuide</name>
    <message>
        <source>What all photos have in common is learnt as your brand. So vary everything that does not belong to it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This helps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This harms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>50 or more finished texts in one voice teach more than hundreds in several. Leave out legal notes, e-mail signatures and anything private: it would be learnt, too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A good set: one product, seen from many sides, sharp and well lit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Example photo of a coffee brewer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>10 to 30 photos of one product, or of one style</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Different sides, distances and backgrounds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Daylight or even light, without hard shadows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sharp photos, at least 1,024 pixels on the shorter side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The product whole in the picture, and some close-ups of details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A caption that names what is not your brand: table, hand, window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same photo several times, or nearly the same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blur, noise, filters and strong colour casts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Texts, prices, watermarks or other brands in the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Always the same background: it becomes part of the product</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Very narrow crops that cut the product off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Photos you have no rights to, or people who have not agreed</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PicturePair</name>
    <message>
        <source>Before and after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This photo stays as it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PictureStage</name>
    <message>
        <source>The file of this picture is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without adapter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With adapter</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PlaceSection</name>
    <message>
        <source>Library</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A folder for the library</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking how much room it takes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{used} in use, {free} free on this disk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{folder}” already holds a library. Signet can open that one instead; the present one stays where it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open it and restart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening the other library</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything ({size}) is copied to “{folder}” and compared; then the old place is emptied. Signet closes meanwhile and comes back by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move and restart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Moving the library</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The library moves to “{folder}” on the same disk, which takes a moment. Signet closes and comes back by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ProjectCard</name>
    <message>
        <source>More</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More about {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the brand</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n text(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n adapter(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing in it yet</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ProjectSwitcher</name>
    <message>
        <source>Brands</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Projects</name>
    <message>
        <source>Change “{name}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename “{name}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is in the archive</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Archive “{name}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete “{name}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is in the bin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore “{name}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the cover of “{name}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the sample brand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is saved as {file}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saving “{name}” as a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is here, checked to the last byte</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is here; it shares its code word with “{other}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bringing in {file}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is a copy with a code word of its own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duplicating “{name}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n brand(s) deleted for good</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Emptying the bin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One brand at a time; wait until this one is done</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ProjectsPage</name>
    <message>
        <source>Your brands</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ProposalDialog</name>
    <message>
        <source>What would change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}
stays as it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preparing {done} of {total}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing would be gained here; everything stays as it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The originals are kept; you can undo this.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>QCoreApplication</name>
    <message>
        <source>CellDelegate</source>
        <comment>Without adapter</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <comment>Scene</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <comment>White background</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <comment>Square</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ModelCard</source>
        <comment>Business use: yes</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>BackupsSection</source>
        <comment>made automatically</comment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ReportPanel</name>
    <message>
        <source>If something does not work, save a report and send it to whoever helps you. Signet sends nothing by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No photos, no texts, no names: places on the disk, names, e-mail addresses and everything quoted are taken out of the logs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ZIP files (*.zip)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What happened? (if you like)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What happened?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What you did, what you expected, what came instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your words are saved as you write them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the report contains</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title}, {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The report is saved as “{name}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show folder</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ResultTray</name>
    <message>
        <source>Results to export</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Review</name>
    <message>
        <source>What came in and what was set aside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo the whole import</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to the photos and texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set aside</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>… and %n more</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>{what} came in</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n had been here before and is not doubled</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>You stopped it; drop the same files again to go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing new came in</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Import anyway</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import {name} anyway</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SettingsForm</name>
    <message>
        <source>As the computer is set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Normal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>High</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reduced</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>All settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ShortcutsSection</name>
    <message>
        <source>Keyboard</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SizeDialog</name>
    <message>
        <source>Own size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Width</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Height</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StepsGuide</name>
    <message>
        <source>Signet teaches a model what your brand looks or sounds like, on this computer. Four steps lead there; you can go back at any time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Photos and texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop 10 to 30 photos of one product or style, or your brand&apos;s texts. Signet looks through them and says what would be learnt by mistake.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose what it should learn and how thorough. It tells you beforehand how long it takes, and you can pause or stop and keep what is there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write a brief and see, side by side, what the model makes without your brand and with it. Mix adapters and set how strongly each one speaks.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take your favourites into the sizes your channels need. Every file carries the note that it was made with AI.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number}. {step}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open “{page}”</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Strip</name>
    <message>
        <source>Reading files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo import</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide this line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading {name}, {done} of {total}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at what was dropped …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The import of {what} was taken back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped; {what} had arrived.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{what} arrived.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped before anything arrived.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing new arrived.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n had been here before.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n set aside.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TallyCard</name>
    <message>
        <source>Choose again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No clear winner: the first two were chosen equally often.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” was chosen {times} of {rows} times.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{times} of {rows}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TextEditor</name>
    <message>
        <source>Previous text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo my changes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A text cannot be empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write something, or undo your changes and delete it in the list.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answers: {question}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{words} words, {characters} characters</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TextLines</name>
    <message>
        <source>{count} characters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Product</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Post</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Letter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TextPair</name>
    <message>
        <source>Before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TextStage</name>
    <message>
        <source>Without adapter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This result</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Toast</name>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Toasts</name>
    <message>
        <source>Messages</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TrainingCourse</name>
    <message>
        <source>Pausing after this step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saving the training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Viewer</name>
    <message>
        <source>Review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to the board (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n star(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Favourite (F)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reject (X)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold Space to see it without adapter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Swipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use these settings again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{brief} · variation {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{at} of {count}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>Teach Signet your brand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give it photos of a product and texts in your voice. It learns both on this computer; nothing leaves it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bring in a brand that was saved as a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look around first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“Morning Ember” is a small coffee roaster we made up: 30 photos of a cup and 136 texts. Ready in seconds, without the internet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try with the sample brand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Begin with your own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>10 to 30 photos of one product, or 20 texts in one voice, are enough for a first result. Name the brand now, drop the files next.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New brand</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WordList</name>
    <message>
        <source>No word is explained by “{wanted}”. Try a shorter one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Experts say: {words}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>export</name>
    <message>
        <source>As generated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Own size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{several} or {last}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too heavy for {name}, which takes at most {size}. Choose JPEG.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The cut may go through the subject</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enlarged {times} times, may look soft</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too narrow for a picture alone: add logo and words to it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size looked up more than a year ago; check that it still holds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} takes {formats} only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Brand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Format</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adapters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Brief</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Variation number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pages</name>
    <message>
        <source>Brands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Photos and texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adapters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Help</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
