### Wording of probabilities, ranks and other numbers.

## number

number-virtually-certain = virtually certain
number-very-likely = very likely
number-likely = likely
number-more-likely-than-not = more likely than not
number-about-even = about even
number-less-likely-than-not = less likely than not
number-unlikely = unlikely
number-very-unlikely = very unlikely
number-exceptionally-unlikely = exceptionally unlikely
number-about = about { $number }
number-less-than = less than { $number }
number-more-than = more than { $number }
number-below-one-in-1000 = less than 1 in 1000
number-below-one-percent = less than 1 in 100
number-with-word = { $number } ({ $word })
number-decided = { $outcome } ({ $year })
number-rank = { $rank }{ $suffix ->
    [1] st
    [2] nd
    [3] rd
   *[other] th
}
