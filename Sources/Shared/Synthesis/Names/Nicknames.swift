/// Short and pet forms of forenames: each line of the table is a formal name and its forms.
enum Nicknames {
    /// One formal name a line, then its forms, most common first.
    static let table = """
        Abigail Abbie Abi Gail
        Adam Ad
        Agnieszka Aga
        Alan Al
        Albert Bert Al Bertie
        Alexander Alex Sandy Xander Al
        Alexandra Alex Sandra Lexi
        Alfred Alf Fred Alfie
        Alison Ali
        Amanda Mandy
        Andrew Andy Drew
        Angela Angie Ange
        Anthony Tony Ant
        Antony Tony Ant
        Archibald Archie
        Arthur Art
        Barbara Barb Babs
        Benjamin Ben Benny Benji
        Bernard Bernie
        Beverley Bev
        Bradley Brad
        Brandon Bran
        Callum Cal
        Cameron Cam
        Caroline Caz Carrie Caro
        Catherine Cathy Cath Kate Kitty Katie
        Charles Charlie Chas Chuck
        Charlotte Charlie Lottie Char
        Christina Chris Tina Chrissie
        Christine Chris Chrissie Tina
        Christopher Chris Kit Topher
        Connor Con
        Daniel Dan Danny
        Danielle Dani Danny
        David Dave Davy Dai
        Deborah Debbie Deb Debs
        Dennis Den
        Dominic Dom
        Donald Don Donny
        Dorothy Dot Dotty Dolly
        Douglas Doug Dougie
        Edward Ed Eddie Ted Ned Teddy
        Eleanor Ellie Nell Nora Elle
        Elizabeth Liz Beth Lizzie Betty Eliza Libby Lisa
        Emily Em Millie Emmy
        Emma Em Emmie
        Emmanuel Manny
        Ernest Ernie
        Eugene Gene
        Francesca Fran Frankie
        Frances Fran Frankie
        Francis Frank Frankie
        Frederick Fred Freddie
        Gabriel Gabe
        Gareth Gaz Gary
        Gary Gaz Gaza
        Geoffrey Geoff
        George Georgie
        Gerald Gerry
        Gerard Gerry Ged
        Gillian Gill Jill
        Graham Gray
        Gregory Greg
        Grzegorz Greg
        Harold Harry Hal
        Hayley Hayls
        Henry Harry Hal
        Herbert Herb Bert
        Hugh Hughie
        Isabella Bella Izzy
        Isabelle Izzy Belle
        Jacob Jake
        Jacqueline Jackie Jacqui
        Jake Jakey
        James Jim Jimmy Jamie Jay
        Jane Janey
        Janet Jan
        Janice Jan
        Jason Jay Jase
        Jeffrey Jeff
        Jennifer Jen Jenny
        Jessica Jess Jessie
        Joanna Jo Joey
        Joanne Jo
        John Jack Johnny Jon
        Jonathan Jon Jonny Johnny
        Jordan Jord
        Joseph Joe Joey
        Josephine Jo Josie
        Joshua Josh
        Judith Judy Jude
        Julie Jules
        Katarzyna Kasia
        Katherine Kate Kathy Katie Kath Kat
        Kathleen Kath Kathy
        Kathryn Kate Kathy Katie
        Katie Kate
        Kelly Kel
        Kenneth Ken Kenny
        Kevin Kev
        Kieran Kier
        Kimberley Kim
        Krzysztof Kris Chris
        Lauren Loz
        Laura Loz
        Lawrence Larry Laurie Lol
        Leonard Len Lenny
        Leslie Les
        Lewis Lew
        Liam Li
        Louise Lou
        Lucy Lu
        Lukasz Luke
        Malcolm Mal Malc
        Malgorzata Gosia
        Margaret Maggie Peggy Meg Marge Mags
        Maria Mari
        Marian Mari
        Martin Marty
        Matthew Matt Matty
        Maureen Mo
        Maxwell Max
        Megan Meg
        Melanie Mel
        Melissa Mel Lissa
        Michael Mike Mick Mickey Mikey
        Michal Mike
        Michelle Shell Chelle
        Mohammed Mo Mohd
        Mohammad Mo Mohd
        Mohamed Mo Mohd
        Muhammad Mo Mohd
        Natalie Nat
        Natasha Tasha Nat
        Nathan Nate Nath
        Nathaniel Nathan Nat
        Nicholas Nick Nicky
        Nicola Nicky Nic Nikki
        Nigel Nige
        Norman Norm
        Oliver Ollie Olly
        Olivia Liv Livvy
        Pamela Pam
        Patricia Pat Trish Patsy Tricia
        Patrick Pat Paddy
        Pauline Paul
        Penelope Penny
        Peter Pete
        Philip Phil Pip
        Phillip Phil
        Piotr Peter
        Rachel Rach
        Raymond Ray
        Rebecca Becky Becca Bex
        Reginald Reg Reggie
        Richard Rich Dick Ricky Rick Richie
        Robert Rob Bob Bobby Robbie Bert
        Roderick Rod
        Rodney Rod
        Roger Rodge
        Ronald Ron Ronnie
        Rosemary Rose Rosie
        Russell Russ
        Ryan Ry
        Samantha Sam Sammy
        Samuel Sam Sammy
        Sandra Sandy
        Sarah Sally Sadie
        Scott Scotty
        Sebastian Seb
        Sharon Shaz Shar
        Shaun Shauny
        Simon Si
        Solomon Sol
        Sophie Soph
        Stanley Stan
        Stephanie Steph Stephie
        Stephen Steve Stevie Ste
        Steven Steve Stevie Ste
        Stuart Stu
        Susan Sue Suzie Susie
        Suzanne Sue Suzie
        Terence Terry Tel
        Teresa Tess Terri
        Theodore Theo Ted
        Theresa Terri Tess
        Thomas Tom Tommy
        Timothy Tim Timmy
        Tomasz Tom
        Tracey Trace
        Trevor Trev
        Tyler Ty
        Valerie Val
        Veronica Ronnie Vera
        Victor Vic
        Victoria Vicky Tori Vic
        Vincent Vince Vinny
        Walter Wally Walt
        Wayne Waz
        William Bill Will Billy Willy Liam
        Winifred Win Winnie
        Zachary Zac Zak
        """
}
