"""How much a paper is like those that the extractor learned from: artificial intelligence and machine learning.

A logistic score over the plain words of title and abstract: how many the unannotated papers of the field never use, how
many are the field's own, and how many belong to other sciences. Names do not count, which would make an AI paper on
an unheard-of topic look strange. Measured in docs/quality.md.
"""

import math
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from kgbuild.extraction.corpus import read_corpus
from kgbuild.extraction.words import Form, Words

# Words that tell apart abstracts of AI conferences and of other sciences; chosen by log-odds, then by hand.
_FIELD: Final = frozenset(
    """
    accuracy actions adversarial ai cnn cnns gan gans gnn gnns gpu gpus imitation lidar llm llms lstm mdp mlp mllm mllms nlp rgb
    rgb-d rl rnn rnns slam svm transformer-based vlm vlms approach approaches method methods model models modeling
    radiance rendering scene scenes splatting noise inputs speech sentence sentences word words document documents
    question-answering graph point-cloud agent agents algorithm algorithms alignment annotated annotation annotations annotators
    architecture architectures attention autonomous autoregressive bandit bandits baseline baselines benchmark benchmarks
    camera classification classifier classifiers clustering code competitive computation computational contrastive
    controller convergence convolutional corpora corpus dataset datasets decoder deep demonstrations denoising
    dialogue diffusion distillation downstream embedding embeddings encoder end-to-end features fine-grained fine-tuned
    fine-tuning framework frames generalization generalize generative github gradient graphs grasping ground-truth hallucination
    hyperparameters images inference instruction kernel kernels kinematics knowledge labeled labels language
    large-scale latency latent learned learner learners learning learning-based learns localization locomotion loss
    manipulation minimax modality multi-agent multi-modal multi-task multilingual multimodal navigation network networks
    neural noisy object objects off-policy optimization outperform outperforming outperforms parameters parsing
    planner planning policies policy pose posterior pre-trained pre-training pretrained pretraining prompt prompting prompts query
    real-time real-world reasoning recognition reconstruction regret reinforcement representation representations
    retrieval reward rewards robot robotic robotics robots robustness scalable segmentation self-supervised
    semantic semantics semi-supervised sensor sensors sim-to-real simulation simulator sparse state-of-the-art
    stochastic supervised supervision synthetic task tasks text textual token tokens tracking train trained training
    trajectory trajectories transformer transformers translation unlabeled unseen unsupervised variational video
    videos vision visual zero-shot
    """.split()
)
_OTHERS: Final = frozenset(
    """
    abdominal abundance acid acids acute adhesion administered administration adolescent adolescents adsorption adulthood
    adults adverse aged aging alcohol alkali alloy alloys allele amino analgesia anesthesia animals annealing antibiotic
    antibodies antibody antigen antioxidant anxiety aqueous arterial asteroid asthma astrophysical atmospheric atom atomic atoms
    bacteria bacterial behavioural bilateral binding biochemical biomarker biomarkers biomass biopsy birth bleeding blood bond bone boson
    brain breast calcium cancer carbon carcinoma cardiac cardiovascular care catalyst catalysts catalytic cell cells cellular
    cerebral charge chemical chemistry chemotherapy childhood children chromatography chronic clinic clinical clinicians coefficient cohort
    cohorts cohomology coliding collisions comorbidities complications compounds concentration concentrations conductivity conjecture
    coronary cosmic cosmological countries covalent crisis cross-sectional crystal crystalline crystals culture deaths density depression
    depressive derivatives diabetes diagnosed diagnosis diet dietary disability disease diseases disorder disorders dissociation
    distress dna dose doses drug drugs earnings ecological economic economies economy ecosystem elastic electrochemical electrode
    electrolyte electron electronic electrons emission employees employment endothelial energies enrolled enzymatic enzyme enzymes
    epidemiological epithelial equilibria exchange excitation excited exports exposure expression fermion ferromagnetic fertility
    fetal fibrosis film films firms fiscal fluorescence flux follow-up food fossil functional galaxies galaxy gas gauge gender
    gene genes genetic genome genomic genotype glucose government gravitational groups growth haemorrhage halo health healthcare healthy
    hepatic heritage histological homology hormone hospital hospitals household households hydrogen hydroxyl hypertension
    ideals illness immune immunity impairment incidence income infants infected infection infections inflammation inflammatory inhibition
    inhibitor inhibitors injury insulin intake interview interviewed interviews intervention interventions investment investors ion ionic
    ions irradiation isomorphic isomorphism isotope isotopes isolates kidney labour ligand ligands lipid liquid liver lung macroeconomic magnetic
    magnetization malignant mammals marital market markets mass maternal mediated membrane membranes men meta-analysis
    metabolic metabolism metabolites metal metals metastasis methyl mice microbial microscopy migrants mineral mitochondrial molar
    molecular molecule molecules monetary months morbidity morphology mortality mothers mutant mutation mutations nanoparticles
    nanostructures neurons neutrino nitrogen nuclear nucleus nurses nursing nutrition nutritional observational obesity oncology
    oral orbital organic outcome outcomes oxidation oxide oxygen pain pandemic parents participant participants particle pathogen pathogens
    pathological pathophysiology pathway pathways patient patients percentile peptide peptides perceived perioperative perturbative
    pharmacological phase phonon phosphate phosphorylation photocatalytic photon photons phylogenetic physicians physiological physiology placebo
    plants plasma plasmon polarization polymer polymers polymerization postoperative potassium pregnancy pregnant prenatal
    preoperative prescribed prevalence prices primary probands prognosis prognostic proliferation prophylaxis prospective protein proteins
    proton psychiatric psychological psychometric psychosocial psychotherapy quantum quark questionnaire questionnaires radiation radical
    radiotherapy randomised randomized rat rats reaction reactions reactivity receptor receptors recruited redshift regulation regression
    relativistic remission renal reported resistance respiratory respondents retrospective risk rna salt schizophrenia scattering screening secretion self-esteem
    self-reported semiconductor serotype serum severity sex sexual sheaf sibling skin sleep sociodemographic socioeconomic sodium soil solubility
    solvent soluble species specimen specimens spectra spectral spectrometry spectroscopic spectroscopy spin stars stellar stress strain
    students substituted substrate substrates sugar suicide sulfur superconducting superconductivity superconductor supersymmetric surgeons
    surgery surgical survival susceptibility symptom symptoms syndrome synthase synthesised synthesized systemic tariff tariffs
    taxa taxation taxes teachers temperature temperatures theorem therapeutic therapies therapist therapy therapists thermal thermodynamic
    thickness tissue tissues topological torsion toxic toxicity transcription transplantation treated treatment treatments trial trials
    tumor tumors tumour tumours unemployment urinary urine vaccine vaccination vaccines valence vascular velocity versus vertebrate viral virus
    viruses vitro vivo voters wage wages wavelength weeks welfare well-being wild women workers yeast yield younger youth
    """.split()
)
