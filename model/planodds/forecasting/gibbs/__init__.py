"""Gibbs sampler of the common and the county block, without PyMC.

Public names: ``sample_common``, ``sample_county``, ``GibbsSettings``, all in ``gibbs.sampler``.

Common block (``gibbs.common.chains``), one sweep:

1. coal mean and both moving means jointly, Gaussian given coefficients, scales and mixture weights
2. per equation: coefficients, a weighted Gaussian regression given the means; scale by slice
   sampling (Neal 2003), mixture weights integrated out; mixture weights, Gamma given the shocks

County block (``gibbs.county.chains``), one sweep (``gibbs.county.sweep``):

1. scales and unit scales, drift and slow deviation integrated out by a Kalman filter
   (``kalman``): random walk and preconditioned Crank-Nicolson proposals (Cotter et al. 2013)
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

"""
