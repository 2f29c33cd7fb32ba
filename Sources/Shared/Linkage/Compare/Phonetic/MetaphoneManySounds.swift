// The rules of C, G and S, which sound in many ways. Names in comments are Philips's own examples.
extension MetaphoneCoder {
    mutating func codeC() {
        if current > 1, !isVowel(current - 2), at(current - 1, "ACH"), letter(current + 2) != "I",
            letter(current + 2) != "E" || at(current - 2, "BACHER|MACHER")
        {
            add("K")  // Germanic
            current += 2
        } else if current == 0, at(current, "CAESAR") {
            add("S")
            current += 2
        } else if at(current, "CHIA") {  // Italian: chianti
            add("K")
            current += 2
        } else if at(current, "CH") {
            codeCH()
            current += 2
        } else if at(current, "CZ"), !at(current - 2, "WICZ") {  // czerny
            add("S", "X")
            current += 2
        } else if at(current + 1, "CIA") {  // focaccia
            add("X")
            current += 3
        } else if at(current, "CC"), !(current == 1 && letter(0) == "M") {  // not mcclellan
            codeCC()
        } else if at(current, "CK|CG|CQ") {
            add("K")
            current += 2
        } else if at(current, "CI|CE|CY") {
            if at(current, "CIO|CIE|CIA") { add("S", "X") } else { add("S") }  // Italian and English
            current += 2
        } else {
            add("K")
            if at(current + 1, " C| Q| G") {  // mac caffrey, mac gregor
                current += 3
            } else {
                current += at(current + 1, "C|K|Q") && !at(current + 1, "CE|CI") ? 2 : 1
            }
        }
    }

    private mutating func codeCH() {
        if current > 0, at(current, "CHAE") {  // michael
            add("K", "X")
            return
        }
        // Greek: chorus, chemistry; not chore.
        let isGreek = current == 0 && at(current + 1, "HARAC|HARIS|HOR|HYM|HIA|HEM") && !at(0, "CHORE")
        // architect, orchestra; Germanic; before a consonant: wachtler, wechsler, but tichner.
        let isHard =
            beginsGermanic || at(current - 2, "ORCHES|ARCHIT|ORCHID") || at(current + 2, "T|S")
            || (at(current - 1, "A|O|U|E") || current == 0) && at(current + 2, "L|R|N|M|B|H|F|V|W| ")
        if isGreek || isHard {
            add("K")
        } else if current == 0 {
            add("X")
        } else if at(0, "MC") {  // mchugh
            add("K")
        } else {
            add("X", "K")
        }
    }

    private mutating func codeCC() {
        guard at(current + 2, "I|E|H"), !at(current + 2, "HU") else {
            add("K")  // bacchus
            current += 2
            return
        }
        // accident, accede, succeed; else bacci, bertucci
        let isHard = current == 1 && letter(0) == "A" || at(current - 1, "UCCEE|UCCES")
        add(isHard ? "KS" : "X")
        current += 3
    }

    mutating func codeG() {
        if letter(current + 1) == "H" {
            codeGH()
            current += 2
        } else if letter(current + 1) == "N" {
            if current == 1, isVowel(0), !isSlavoGermanic {
                add("KN", "N")
            } else if !at(current + 2, "EY"), !isSlavoGermanic {  // not cagney
                add("N", "KN")
            } else {
                add("KN")
            }
            current += 2
        } else if at(current + 1, "LI"), !isSlavoGermanic {  // tagliaro
            add("KL", "L")
            current += 2
        } else if current == 0, at(current + 1, "Y|ES|EP|EB|EL|EY|IB|IL|IN|IE|EI|ER") {
            add("K", "J")
            current += 2
        } else if at(current + 1, "ER|Y"), !at(0, "DANGER|RANGER|MANGER"), !at(current - 1, "E|I"),
            !at(current - 1, "RGY|OGY")
        {
            add("K", "J")
            current += 2
        } else if at(current + 1, "E|I|Y") || at(current - 1, "AGGI|OGGI") {  // Italian: biaggi
            if beginsGermanic || at(current + 1, "ET") {
                add("K")
            } else if at(current + 1, "IER ") {  // French ending
                add("J")
            } else {
                add("J", "K")
            }
            current += 2
        } else {
            single("K", doubledBy: "G")
        }
    }

    private mutating func codeGH() {
        if current > 0, !isVowel(current - 1) {
            add("K")
        } else if current == 0 {
            add(letter(current + 2) == "I" ? "J" : "K")  // ghislane, ghiradelli
        } else if at(current - 2, "B|H|D") || at(current - 3, "B|H|D") || at(current - 4, "B|H") {
            return  // hugh, bough, broughton
        } else if current > 2, letter(current - 1) == "U", at(current - 3, "C|G|L|R|T") {
            add("F")  // laugh, mclaughlin, cough, gough, rough, tough
        } else if letter(current - 1) != "I" {
            add("K")
        }
    }

    mutating func codeS() {
        if at(current - 1, "ISL|YSL") {  // island, isle, carlisle, carlysle
            current += 1
        } else if current == 0, at(current, "SUGAR") {
            add("X", "S")
            current += 1
        } else if at(current, "SH") {
            add(at(current + 1, "HEIM|HOEK|HOLM|HOLZ") ? "S" : "X")  // Germanic
            current += 2
        } else if at(current, "SIO|SIA") {  // Italian and Armenian
            if isSlavoGermanic { add("S") } else { add("S", "X") }
            current += 3
        } else if current == 0 && at(current + 1, "M|N|L|W") || at(current + 1, "Z") {
            add("S", "X")  // smith and schmidt, snider and schneider; szabo
            skip(doubledBy: "Z")
        } else if at(current, "SC") {
            codeSC()
            current += 3
        } else {
            // French: resnais, artois.
            if current == last, at(current - 2, "AI|OI") { add("", "S") } else { add("S") }
            skip(doubledBy: "S|Z")
        }
    }

    private mutating func codeSC() {
        if letter(current + 2) == "H" {
            if at(current + 3, "ER|EN") {  // schermerhorn, schenker
                add("X", "SK")
            } else if at(current + 3, "OO|UY|ED|EM") {  // Dutch: school, schooner
                add("SK")
            } else if current == 0, !isVowel(3), letter(3) != "W" {
                add("X", "S")
            } else {
                add("X")
            }
        } else {
            add(at(current + 2, "I|E|Y") ? "S" : "SK")
        }
    }
}
