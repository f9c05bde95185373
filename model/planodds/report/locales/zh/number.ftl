### 概率、位次等数字的写法。

## number

number-virtually-certain = 几乎确定
number-very-likely = 很可能
number-likely = 可能性较大
number-more-likely-than-not = 略大于一半
number-about-even = 大约各半
number-less-likely-than-not = 略小于一半
number-unlikely = 可能性较小
number-very-unlikely = 很不可能
number-exceptionally-unlikely = 几乎不可能
number-about = 约 { $number }
number-less-than = 不到 { $number }
number-more-than = 超过 { $number }
number-below-one-in-1000 = 不到千分之一
number-below-one-percent = 不到 1%
number-with-word = { $number }（{ $word }）
number-decided = { $outcome }（{ $year } 年）
number-rank = 第 { $rank } 位
