// The rules of the letters that sound in few ways. Names in comments are Philips's own examples.
extension MetaphoneCoder {
    mutating func codeD() {
        if at(current, "DG") {
            if at(current + 2, "I|E|Y") {  // edge
                add("J")
                current += 3
            } else {  // edgar
                add("TK")
                current += 2
            }
        } else {
            single("T", doubledBy: "T|D")
        }
    }

    mutating func codeH() {
        // It sounds between vowels, and before a vowel at the beginning.
        if current == 0 || isVowel(current - 1), isVowel(current + 1) {
            add("H")
            current += 2
        } else {
            current += 1
        }
    }

    mutating func codeJ() {
        if at(current, "JOSE") || at(0, "SAN ") {  // Spanish: jose, san jacinto
            if current == 0 && letter(current + 4) == " " || at(0, "SAN ") { add("H") } else { add("J", "H") }
            current += 1
            return
        }
        if current == 0 {
            add("J", "A")  // jankelowicz
        } else if isVowel(current - 1), !isSlavoGermanic, at(current + 1, "A|O") {  // Spanish: bajador
            add("J", "H")
        } else if current == last {
            add("J", "")
        } else if !at(current + 1, "L|T|K|S|N|M|B|Z"), !at(current - 1, "S|K|L") {
            add("J")
        }
        skip(doubledBy: "J")
    }

    mutating func codeL() {
        guard letter(current + 1) == "L" else {
            add("L")
            current += 1
            return
        }
        // Spanish: cabrillo, gallegos.
        let isSpanish =
            current == name.count - 3 && at(current - 1, "ILLO|ILLA|ALLE")
            || (at(last - 1, "AS|OS") || at(last, "A|O")) && at(current - 1, "ALLE")
        if isSpanish { add("L", "") } else { add("L") }
        current += 2
    }

    mutating func codeM() {
        add("M")
        let isSilentB = at(current - 1, "UMB") && (current + 1 == last || at(current + 2, "ER"))  // dumb, thumber
        current += isSilentB || letter(current + 1) == "M" ? 2 : 1
    }

    mutating func codeP() {
        if letter(current + 1) == "H" {
            add("F")
            current += 2
        } else {
            single("P", doubledBy: "P|B")  // campbell, raspberry
        }
    }

    mutating func codeR() {
        // French: rogier, but hochmeier.
        let isFrench = current == last && !isSlavoGermanic && at(current - 2, "IE") && !at(current - 4, "ME|MA")
        if isFrench { add("", "R") } else { add("R") }
        skip(doubledBy: "R")
    }

    mutating func codeT() {
        if at(current, "TION|TIA|TCH") {
            add("X")
            current += 3
        } else if at(current, "TH|TTH") {
            // thomas, thames, and Germanic names
            if at(current + 2, "OM|AM") || beginsGermanic { add("T") } else { add("0", "T") }
            current += 2
        } else {
            single("T", doubledBy: "T|D")
        }
    }

    mutating func codeW() {
        if at(current, "WR") {
            add("R")
            current += 2
            return
        }
        if current == 0, isVowel(current + 1) {  // wasserman, vasserman
            add("A", "F")
        } else if current == 0, at(current, "WH") {  // whitney
            add("A")
        }
        if current == last && isVowel(current - 1) || at(current - 1, "EWSKI|EWSKY|OWSKI|OWSKY") || at(0, "SCH") {
            add("", "F")  // arnow, arnoff
            current += 1
        } else if at(current, "WICZ|WITZ") {  // filipowicz
            add("TS", "FX")
            current += 4
        } else {
            current += 1
        }
    }

    mutating func codeX() {
        // French: breaux.
        let isSilent = current == last && (at(current - 3, "IAU|EAU") || at(current - 2, "AU|OU"))
        if !isSilent { add("KS") }
        skip(doubledBy: "C|X")
    }

    mutating func codeZ() {
        if letter(current + 1) == "H" {  // Chinese: zhao
            add("J")
            current += 2
            return
        }
        if at(current + 1, "ZO|ZI|ZA") || isSlavoGermanic && current > 0 && letter(current - 1) != "T" {
            add("S", "TS")
        } else {
            add("S")
        }
        skip(doubledBy: "Z")
    }
}
