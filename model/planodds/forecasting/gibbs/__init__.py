"""Gibbs sampler of the common, county and revenue block, without PyMC.

Public names: ``sample_common``, ``sample_county``, ``sample_revenue``, ``GibbsSettings``, all in
``gibbs.sampler``.

Common block (``gibbs.common.chains``), one sweep (``gibbs.common.sweep``):

1. processes of the means and their anchors jointly, Gaussian given coefficients, scales and mixture
   weights, by a Cholesky factor within the envelope of their precision
2. innovation of each moving process given its steps, by slice sampling (Neal 2003)
3. coefficients of each equation, a weighted regression given the means; scales by slice sampling,
   mixture weights integrated out; mixture weights, Gamma given the shocks
4. innovations again with the standardised steps held fixed; mixture weights

County block (``gibbs.county.chains``), one sweep (``gibbs.county.sweep``):

1. scales and unit scales, drift and slow deviation integrated out by a Kalman filter
   (``marginal_scales``): random walk and preconditioned Crank-Nicolson proposals (Cotter et al.
   2013)
2. drift, slow deviation, benchmark steps by forward filtering, backward sampling
   (``slow_states``; Carter and Kohn 1994, Frühwirth-Schnatter 1994)
3. unit scales, scale of steps, median and spread of the unit scales given the shocks, centred and
   non-centred (``scales``): ancillarity-sufficiency interweaving (Yu and Meng 2011), mixture
   weights integrated out
4. mixture weights: Student-t as scale mixture of normals, ``w | x ~ Gamma``
5. scales of the prefecture terms, these terms and benchmark steps integrated out (``prefecture``)
6. shared terms jointly, benchmark steps integrated out, by a bordered block-tridiagonal solve
   (``shared_terms``)
7. benchmark steps given everything else

Revenue block (``gibbs.revenue.chains``), one sweep (``gibbs.revenue.sweep``):

1. reversion by slice sampling, coefficients and target ratios integrated out; then these jointly
2. unit scales, their median and spread by slice sampling, centred and non-centred, mixture weights
   and hidden growth integrated out; mixture weights; growth that a benchmark year hides

"""
